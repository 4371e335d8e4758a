using Saccade.Figures.Plots;

namespace Saccade.Figures;

/// <summary>The plots of a run's metrics: colours distinguish the metrics of one run, or several runs, whose metrics have dashes.</summary>
internal static class MetricPanels
{
    private static readonly float[]?[] s_dashes = [null, [6, 4], [1.5f, 4], [9, 4, 1.5f, 4]];
    private static readonly string[] s_networks = ["glimpse", "core", "location", "action", "baseline"];
    private static readonly string[] s_classifierLayers = ["first", "second", "filters", "hidden", "scores"];
    private static readonly string[] s_terms = ["action", "baseline", "location"];

    /// <summary>The plots of learning curves; those without any value are left out.</summary>
    public static List<Plot> LearningCurves(IReadOnlyList<CurveRun> runs, Palette palette)
    {
        List<Plot?> plots =
        [
            Create(
                "Error, %", true, runs, palette, [("validation", Column("validation_error_percent")), ("training", TrainingError)],
                markLowest: true),
            Create("Loss terms", false, runs, palette,
            [
                ("action", Column("loss_action")), ("baseline", Column("loss_baseline")),
                ("location", Column("loss_location")), ("sum J", Column("loss")),
            ]),
            Create("Reward and baseline", false, runs, palette,
                [("reward R", Column("reward")), ("error of b, rms", Column("baseline_error"))]),
            Create("Spread of locations, in l", false, runs, palette, [("spread", Column("location_spread"))]),
            runs.Count == 1 ? AllGradients(runs[0], palette) : Create("Gradient norms", true, runs, palette,
                [("core by action", Column("gradient_core_action")), ("location by location", Column("gradient_location_location"))]),
            Create("Learning rate", false, runs, palette, [("rate", Column("learning_rate"))]),
        ];
        return [.. plots.OfType<Plot>()];
    }

    /// <summary>A plot for each loss term that reaches any network, all on one axis; the legend names those it reaches.</summary>
    public static List<Plot> GradientsByTerm(CurveRun run, Palette palette)
    {
        List<Plot> plots = [];
        foreach (string term in s_terms)
        {
            List<Series> series = [];
            List<LegendEntry> legend = [];
            foreach ((string network, Paint paint) in Networks(run).Zip(palette.Series))
            {
                if (Gradients(run, network, term, paint) is not Series line)
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
                Series? line = Line(runs[r], metrics[m].Values(runs[r]), palette.Series[single ? m : r], single ? null : s_dashes[m], log);
                if (line is not null)
                    series.Add(line with { MarkLowest = markLowest && single && m == 0 });
            }
            if (series.Count > before && metrics.Length > 1)
                legend.Add(new(metrics[m].Name, single ? palette.Series[m] : palette.Muted, single ? null : s_dashes[m]));
        }
        return series.Count == 0 ? null : Over(series, log, title, legend);
    }

    /// <summary>Every network by every term that reaches it: colours distinguish networks, dashes terms.</summary>
    private static Plot? AllGradients(CurveRun run, Palette palette)
    {
        List<Series> series = [];
        List<LegendEntry> networks = [], terms = [];
        foreach ((string network, Paint paint) in Networks(run).Zip(palette.Series))
        {
            int before = series.Count;
            for (int t = 0; t < s_terms.Length; t++)
            {
                if (Gradients(run, network, s_terms[t], paint) is not Series line)
                    continue;
                series.Add(line with { Dash = s_dashes[t] });
                LegendEntry term = new($"by J {s_terms[t]}", palette.Muted, s_dashes[t]);
                if (!terms.Contains(term))
                    terms.Add(term);
            }
            if (series.Count > before)
                networks.Add(new(network, paint));
        }
        IEnumerable<LegendEntry> inOrder = terms.OrderBy(term => Array.IndexOf(s_dashes, term.Dash));
        return series.Count == 0 ? null : Over(series, true, "Gradient norms by network and loss term", [.. networks, .. inOrder]);
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

    private static string[] Networks(CurveRun run) => run.Columns.ContainsKey("gradient_scores_action") ? s_classifierLayers : s_networks;

    private static Series? Gradients(CurveRun run, string network, string term, Paint paint) =>
        Line(run, run.Columns.GetValueOrDefault($"gradient_{network}_{term}"), paint, null, log: true);

    /// <summary>The series of a metric; null where it has no value that can be shown.</summary>
    private static Series? Line(CurveRun run, double[]? values, Paint paint, float[]? dash, bool log) =>
        values is null || !Array.Exists(values, value => Axis.Shows(value, log))
            ? null
            : new([.. run.Epochs.Zip(values, (epoch, value) => new PlotPoint(epoch, value))], paint) { Dash = dash };

    private static Func<CurveRun, double[]?> Column(string name) => run => run.Columns.GetValueOrDefault(name);

    private static double[]? TrainingError(CurveRun run) =>
        run.Columns.TryGetValue("train_accuracy", out double[]? accuracy) ? Array.ConvertAll(accuracy, a => 100 * (1 - a)) : null;
}
