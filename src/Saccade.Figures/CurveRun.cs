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
    /// <summary>The mean of several runs minus and plus one standard deviation, where this is that mean; else null.</summary>
    internal (CurveRun Low, CurveRun High)? Band { get; private init; }

    /// <summary>Several runs as one: their mean at the epochs that all have, with its band; null if they share no epoch.</summary>
    internal static CurveRun? Mean(IReadOnlyList<CurveRun> runs)
    {
        if (runs.Count == 1)
            return runs[0];
        double[] epochs = [.. runs.Select(run => (IEnumerable<double>)run.Epochs).Aggregate((kept, other) => kept.Intersect(other))];
        if (epochs.Length == 0)
            return null;
        string[] names = [.. runs.Select(run => run.Columns.Keys).Aggregate((IEnumerable<string> kept, IEnumerable<string> other) =>
            kept.Intersect(other))];
        int[][] rows = [.. runs.Select(run => epochs.Select(epoch => Array.IndexOf(run.Epochs, epoch)).ToArray())];
        Dictionary<string, double[]> means = [], low = [], high = [];
        foreach (string name in names.Where(name => name != "epoch"))
        {
            double[][] values = [.. epochs.Select((_, i) => runs.Select((run, r) => run.Columns[name][rows[r][i]]).ToArray())];
            double[] deviations = Array.ConvertAll(values, Deviation);
            means[name] = Array.ConvertAll(values, row => row.Average());
            low[name] = [.. means[name].Zip(deviations, (mean, deviation) => mean - deviation)];
            high[name] = [.. means[name].Zip(deviations, (mean, deviation) => mean + deviation)];
        }
        foreach (Dictionary<string, double[]> columns in new[] { means, low, high })
        {
            columns["epoch"] = epochs;
        }
        string title = runs[0].Name;
        return new(title, means) { Band = (new(title, low), new(title, high)) };
    }

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

    /// <summary>The standard deviation (n − 1).</summary>
    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
