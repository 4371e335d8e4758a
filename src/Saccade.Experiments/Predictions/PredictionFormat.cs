namespace Saccade.Experiments.Predictions;

/// <summary>How predictions are written.</summary>
public enum PredictionFormat
{
    /// <summary>Comma-separated values with a header (RFC 4180).</summary>
    Csv,

    /// <summary>A JSON object a line.</summary>
    Jsonl,

    /// <summary>Apache Parquet, which data frames read.</summary>
    Parquet,
}
