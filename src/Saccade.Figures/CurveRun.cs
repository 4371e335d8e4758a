using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Figures;

/// <summary>The metrics of one run, a column for each figure.</summary>
/// <param name="Name">What the legend calls the run; ASCII.</param>
/// <param name="Columns">
/// Columns [epochs] under the names of <see cref="EpochMetrics.Figures"/>, all of one length. Columns without a place
/// in the figure are ignored, missing ones leave their panel out, NaN and infinity leave a gap. Without the
/// column epoch, rows count from 1.
/// </param>
public sealed record CurveRun(string Name, IReadOnlyDictionary<string, double[]> Columns)
{
    internal double[] Epochs => Columns.TryGetValue("epoch", out double[]? epochs)
        ? epochs
        : [.. Enumerable.Range(1, Columns.Values.First().Length).Select(i => (double)i)];

    /// <summary>Refuses what cannot be drawn.</summary>
    internal void Check()
    {
        if (Columns.Count == 0 || Columns.Values.First().Length == 0)
            throw new SaccadeException($"Run '{Name}' has no metrics; it must have run for at least one epoch.");
        int rows = Columns.Values.First().Length;
        foreach ((string column, double[] values) in Columns)
        {
            if (values.Length != rows)
                throw new SaccadeException($"Column '{column}' of run '{Name}' holds {values.Length} rows; the others hold {rows}.");
        }
        if (Array.Exists(Epochs, e => !double.IsFinite(e)))
            throw new SaccadeException($"Column 'epoch' of run '{Name}' holds a value that is no number.");
    }
}
