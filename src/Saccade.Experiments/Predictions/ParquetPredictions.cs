using Parquet;
using Parquet.Schema;

namespace Saccade.Experiments.Predictions;

/// <summary>
/// Predictions as a Parquet file: file, class, probability, error, class_2, probability_2 and so on, and glimpses as the text "x y; x y".
/// </summary>
internal sealed class ParquetPredictions : IPredictionWriter
{
    private const int RowsOfGroup = 10_000;

    private readonly PredictionLayout _layout;
    private readonly DataField<string> _file = new("file");
    private readonly DataField<string> _error = new("error", nullable: true);
    private readonly DataField<string> _glimpses = new("glimpses", nullable: true);
    private readonly DataField<string>[] _classes;
    private readonly DataField<float?>[] _probabilities;
    private readonly ParquetWriter _writer;
    private readonly List<Prediction> _group = [];

    public ParquetPredictions(Stream stream, PredictionLayout layout)
    {
        _layout = layout;
        _classes = [.. Enumerable.Range(1, layout.Top).Select(rank => new DataField<string>("class" + Suffix(rank), nullable: true))];
        _probabilities = [.. Enumerable.Range(1, layout.Top).Select(rank => new DataField<float?>("probability" + Suffix(rank)))];
        List<Field> fields = [_file, _classes[0], _probabilities[0], _error];
        for (int rank = 1; rank < layout.Top; rank++)
        {
            fields.AddRange([_classes[rank], _probabilities[rank]]);
        }
        if (layout.Glimpses)
        {
            fields.Add(_glimpses);
        }
        _writer = ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).GetAwaiter().GetResult();

        static string Suffix(int rank) => rank == 1 ? "" : $"_{rank}";
    }

    public void Write(Prediction prediction)
    {
        _group.Add(prediction);
        if (_group.Count == RowsOfGroup)
        {
            WriteGroup().GetAwaiter().GetResult();
        }
    }

    public void Complete()
    {
        if (_group.Count > 0)
        {
            WriteGroup().GetAwaiter().GetResult();
        }
        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private async Task WriteGroup()
    {
        using ParquetRowGroupWriter rows = _writer.CreateRowGroup();
        await rows.WriteAsync(_file, Column(prediction => prediction.File)!);
        await WriteRank(rows, 0);
        await rows.WriteAsync(_error, Column(prediction => prediction.Error)!);
        for (int rank = 1; rank < _layout.Top; rank++)
        {
            await WriteRank(rows, rank);
        }
        if (_layout.Glimpses)
        {
            await rows.WriteAsync(_glimpses, Column(prediction => prediction.Path)!);
        }
        rows.CompleteValidate();
        _group.Clear();
    }

    private async Task WriteRank(ParquetRowGroupWriter rows, int rank)
    {
        await rows.WriteAsync(_classes[rank], Column(prediction => prediction.Classes.ElementAtOrDefault(rank).Class)!);
        float?[] probabilities =
            [.. _group.Select(prediction => rank < prediction.Classes.Count ? prediction.Classes[rank].Probability : (float?)null)];
        await rows.WriteAsync<float>(_probabilities[rank], probabilities.AsMemory());
    }

    private string?[] Column(Func<Prediction, string?> value) => [.. _group.Select(value)];
}
