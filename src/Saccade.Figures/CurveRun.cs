using Saccade.Training;

namespace Saccade.Figures;

/// <summary>The metrics of one run, a column for each metric.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Columns">
/// Columns [epochs] under the names of <see cref="EpochMetrics.Figures"/>, all of one length. Columns without a place in the figure are
/// ignored, missing ones leave their panel out, NaN and infinity leave a gap. Without the column epoch, rows count from 1.
/// </param>
public sealed record CurveRun(string Name, IReadOnlyDictionary<string, double[]> Columns)
{
    internal double[] Epochs => Columns.TryGetValue("epoch", out double[]? epochs)
        ? epochs
        : [.. Enumerable.Range(1, Columns.Values.First().Length).Select(i => (double)i)];

    internal void Check()
    {
        if (Columns.Count == 0 || Columns.Values.First().Length == 0)
            throw new SaccadeException(new(ErrorKind.Missing, Key: "metrics", Detail: $"run '{Name}' has none"));
        int rows = Columns.Values.First().Length;
        foreach ((string column, double[] values) in Columns)
        {
            if (values.Length != rows)
                throw new SaccadeException(new(
                    ErrorKind.Mismatch, Key: column, Value: values.Length, Detail: $"run '{Name}' has {rows} rows"));
        }
        if (Array.Exists(Epochs, e => !double.IsFinite(e)))
            throw new SaccadeException(new(ErrorKind.NotFinite, Key: "epoch", Detail: $"a value of run '{Name}' is NaN or infinite"));
    }
}
