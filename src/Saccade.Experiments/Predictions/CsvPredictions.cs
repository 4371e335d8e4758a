using Saccade.Experiments.Reports;

namespace Saccade.Experiments.Predictions;

/// <summary>
/// Predictions as comma-separated values (RFC 4180): <c>file,class,probability,error</c>, then class_2, probability_2 and so on, and
/// glimpses as "x y; x y".
/// </summary>
internal sealed class CsvPredictions : IPredictionWriter
{
    private readonly TextWriter _text;
    private readonly PredictionLayout _layout;

    public CsvPredictions(TextWriter text, PredictionLayout layout)
    {
        (_text, _layout) = (text, layout);
        IEnumerable<string> more = Enumerable.Range(2, layout.Top - 1).SelectMany(rank => new[] { $"class_{rank}", $"probability_{rank}" });
        string[] last = layout.Glimpses ? ["glimpses"] : [];
        WriteRow(["file", "class", "probability", "error", .. more, .. last]);
    }

    public void Write(Prediction prediction)
    {
        List<string> cells = [prediction.File, Class(0), Probability(0), prediction.Error ?? ""];
        for (int rank = 1; rank < _layout.Top; rank++)
        {
            cells.AddRange([Class(rank), Probability(rank)]);
        }
        if (_layout.Glimpses)
        {
            cells.Add(prediction.Path);
        }
        WriteRow(cells);

        string Class(int rank) => rank < prediction.Classes.Count ? prediction.Classes[rank].Class : "";

        string Probability(int rank) => rank < prediction.Classes.Count
            ? prediction.Classes[rank].Probability.ToString("0.######", CultureInfo.InvariantCulture)
            : "";
    }

    public void Complete() => _text.Flush();

    private void WriteRow(IEnumerable<string> cells)
    {
        _text.Write(CsvText.Line(cells));
        _text.Flush();
    }
}
