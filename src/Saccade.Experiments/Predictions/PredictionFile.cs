using System.Text;

namespace Saccade.Experiments.Predictions;

/// <summary>Writes predictions to a stream as CSV, JSON lines or Parquet.</summary>
public static class PredictionFile
{
    /// <summary>Writes predictions to a file as they come.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="format">The format.</param>
    /// <param name="layout">The columns.</param>
    /// <param name="stream">Receives them; stays open.</param>
    /// <returns>The number of pictures that were classified, and of those that could not be.</returns>
    public static (int Classified, int Failed) Write(
        IEnumerable<Prediction> predictions, PredictionFormat format, PredictionLayout layout, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(layout);
        if (format == PredictionFormat.Parquet)
        {
            return Write(predictions, new ParquetPredictions(stream, layout));
        }
        using StreamWriter text = new(stream, new UTF8Encoding(false), leaveOpen: true);
        return Write(predictions, format, layout, text);
    }

    /// <summary>Writes predictions as text as they come, so that a reader of a pipe sees each row when it is known.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="format">CSV or JSON lines.</param>
    /// <param name="layout">The columns.</param>
    /// <param name="text">Receives them.</param>
    /// <returns>The number of pictures that were classified, and of those that could not be.</returns>
    public static (int Classified, int Failed) Write(
        IEnumerable<Prediction> predictions, PredictionFormat format, PredictionLayout layout, TextWriter text)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(layout);
        return Write(predictions, format switch
        {
            PredictionFormat.Csv => new CsvPredictions(text, layout),
            PredictionFormat.Jsonl => new JsonPredictions(text, layout),
            _ => throw new ArgumentException("Parquet is no text.", nameof(format)),
        });
    }

    /// <summary>The format that a file's ending names: .csv, .jsonl or .parquet; null for another.</summary>
    public static PredictionFormat? FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => PredictionFormat.Csv,
        ".jsonl" or ".ndjson" => PredictionFormat.Jsonl,
        ".parquet" => PredictionFormat.Parquet,
        _ => null,
    };

    private static (int Classified, int Failed) Write(IEnumerable<Prediction> predictions, IPredictionWriter writer)
    {
        (int classified, int failed) = (0, 0);
        foreach (Prediction prediction in predictions)
        {
            writer.Write(prediction);
            (classified, failed) = prediction.Error is null ? (classified + 1, failed) : (classified, failed + 1);
        }
        writer.Complete();
        return (classified, failed);
    }
}
