using Saccade.Figures.Plots;

namespace Saccade.Figures;

/// <summary>The plots of a run's metrics: colours distinguish the metrics of one run, or several runs, whose metrics have dashes.</summary>
internal static class MetricPanels
{
    private static readonly float[]?[] s_dashes = [null, [6, 4], [1.5f, 4], [9, 4, 1.5f, 4]];
    private const string Gradient = "gradient_";

    /// <summary>The plots of learning curves; those without any value, or of a loss term that reaches no network, are left out.</summary>
    public static List<Plot> LearningCurves(IReadOnlyList<CurveRun> runs, Palette palette)
    {
        string[] terms = Terms(runs);
        bool unknown = !GradientNames(runs).Any();
        bool hasBaseline = unknown || terms.Contains("baseline");
        List<Plot?> plots =
        [
            Create(
                "Error, %", true, runs, palette, [("validation", Column("validation_error_percent")), ("training", TrainingError)],
                markLowest: true),
            Create(
                "Loss terms", false, runs, palette,
                [.. terms.Select(term => (term, OfTerm(term, $"loss_{term}"))), ("sum J", Column("loss"))]),
            Create(
                hasBaseline ? "Reward and baseline" : "Reward", false, runs, palette,
                [("reward R", Column("reward")), .. If(hasBaseline, ("error of b, rms", OfTerm("baseline", "baseline_error")))]),
            Create("Spread of locations, in l", false, runs, palette, [("spread", OfTerm("location", "location_spread"))]),
            Create("Learning rate", false, runs, palette, [("rate", Column("learning_rate"))]),
            runs.Count == 1 ? null : Create("Gradient norms", true, runs, palette,
                [.. terms.Select(term => (Term: term, Network: LastNetwork(runs, term))).Where(pair => pair.Network is not null)
                    .Select(pair => ($"{pair.Network} by {pair.Term}", Column($"{Gradient}{pair.Network}_{pair.Term}")))]),
            .. runs.Count > 1 ? []
                : GradientsByTerm(runs[0], palette).Select(plot => plot with { Title = $"Gradient norms by {plot.Title}" }),
        ];
        return [.. plots.OfType<Plot>()];
    }

    /// <summary>A plot for each loss term that reaches any network, all on one axis; the legend names those it reaches.</summary>
    public static List<Plot> GradientsByTerm(CurveRun run, Palette palette)
    {
        List<Plot> plots = [];
        string[] networks = [.. GradientNames([run]).Select(name => name.Network).Distinct()];
        foreach (string term in Terms([run]))
        {
            List<Series> series = [];
            List<LegendEntry> legend = [];
            foreach ((string network, Paint paint) in networks.Zip(palette.Series))
            {
                if (Line(run, Column($"{Gradient}{network}_{term}"), paint, null, log: true) is not Series line)
                    continue;
                series.Add(line);
                legend.Add(new(network, paint));
            }
            if (series.Count > 0)
                plots.Add(Over(series, true, $"J {term}", legend));
        }
        if (plots.Count == 0)
            return plots;
        Axis shared = Axis.Around(plots.SelectMany(plot => Values(plot.Series)), log: true);
        return plots.ConvertAll(plot => plot with { Y = shared });
    }

    /// <summary>The names in the columns gradient_NETWORK_TERM, in their order.</summary>
    private static IEnumerable<(string Network, string Term)> GradientNames(IReadOnlyList<CurveRun> runs) =>
        from run in runs
        from column in run.Columns.Keys
        let end = column.LastIndexOf('_')
        where column.StartsWith(Gradient, StringComparison.Ordinal) && end > Gradient.Length
        select (column[Gradient.Length..end], column[(end + 1)..]);

    /// <summary>The loss terms that have gradients; where none is recorded, all that have a column.</summary>
    private static string[] Terms(IReadOnlyList<CurveRun> runs)
    {
        const string Loss = "loss_";
        string[] terms = [.. GradientNames(runs).Select(name => name.Term).Distinct()];
        return terms.Length > 0 ? terms : [.. runs.SelectMany(run => run.Columns.Keys)
            .Where(column => column.StartsWith(Loss, StringComparison.Ordinal)).Select(column => column[Loss.Length..]).Distinct()];
    }

    /// <summary>The last network that a term reaches, which is its own; null if it reaches none.</summary>
    private static string? LastNetwork(IReadOnlyList<CurveRun> runs, string term) =>
        GradientNames(runs).Where(name => name.Term == term).Select(name => name.Network).LastOrDefault(network =>
            runs.Any(run => Array.Exists(Column($"{Gradient}{network}_{term}")(run) ?? [], value => Axis.Shows(value, log: true))));

    private static IEnumerable<(string, Func<CurveRun, double[]?>)> If(bool shown, (string, Func<CurveRun, double[]?>) metric) =>
        shown ? [metric] : [];

    private static Plot? Create(
        string title, bool log, IReadOnlyList<CurveRun> runs, Palette palette, (string Name, Func<CurveRun, double[]?> Values)[] metrics,
        bool markLowest = false)
    {
        bool single = runs.Count == 1;
        List<Series> series = [];
        List<LegendEntry> legend = [];
        for (int m = 0; m < metrics.Length; m++)
        {
            int before = series.Count;
            for (int r = 0; r < runs.Count; r++)
            {
                // Bands of all metrics of several runs would cover each other.
                Series? line = Line(
                    runs[r], metrics[m].Values, palette.Series[single ? m : r], single ? null : s_dashes[m], log, banded: single || m == 0);
                if (line is not null)
                    series.Add(line with { MarkLowest = markLowest && single && m == 0 });
            }
            if (series.Count > before && metrics.Length > 1)
                legend.Add(new(metrics[m].Name, single ? palette.Series[m] : palette.Muted, single ? null : s_dashes[m]));
        }
        return series.Count == 0 ? null : Over(series, log, title, legend);
    }

    private static Plot Over(List<Series> series, bool log, string title, IReadOnlyList<LegendEntry> legend)
    {
        double[] epochs = [.. series.SelectMany(line => line.Points).Select(point => point.X)];
        return new()
        {
            Title = title,
            X = Axis.Epochs(epochs.Min(), epochs.Max()),
            Y = Axis.Around(Values(series), log),
            XTitle = "epoch",
            Series = series,
            Legend = legend,
        };
    }

    private static IEnumerable<double> Values(IEnumerable<Series> series) =>
        series.SelectMany(line => line.Points).Select(point => point.Y);

    /// <summary>The series of a metric, with a band if the run is a mean of several; null without a value that can be shown.</summary>
    private static Series? Line(
        CurveRun run, Func<CurveRun, double[]?> metric, Paint paint, float[]? dash, bool log, bool banded = true)
    {
        if (metric(run) is not double[] values || !Array.Exists(values, value => Axis.Shows(value, log)))
            return null;
        if (!banded || run.Band is not (CurveRun low, CurveRun high))
            return new([.. run.Epochs.Zip(values, (epoch, value) => new PlotPoint(epoch, value))], paint) { Dash = dash };
        // An accuracy that is shown as an error changes places.
        IEnumerable<(double, double)> ends = metric(low)!.Zip(metric(high)!, (one, other) => (Math.Min(one, other), Math.Max(one, other)));
        return new([.. run.Epochs.Zip(values, ends).Select(point => new PlotPoint(point.First, point.Second, point.Third))], paint)
        {
            Dash = dash,
            Band = true,
        };
    }

    private static Func<CurveRun, double[]?> Column(string name) => run => run.Columns.GetValueOrDefault(name);

    /// <summary>A column that belongs to a loss term; null for a run without that term, such as that of a net without attention.</summary>
    private static Func<CurveRun, double[]?> OfTerm(string term, string column) => run =>
        GradientNames([run]).Select(name => name.Term).ToArray() is { Length: > 0 } terms && !terms.Contains(term)
            ? null : Column(column)(run);

    private static double[]? TrainingError(CurveRun run) =>
        run.Columns.TryGetValue("train_accuracy", out double[]? accuracy) ? Array.ConvertAll(accuracy, a => 100 * (1 - a)) : null;
}
