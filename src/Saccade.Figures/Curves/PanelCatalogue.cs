using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Figures.Curves;

/// <summary>Which metrics make which panel. With one run colours tell metrics apart; with several, colours tell runs and dashes metrics.</summary>
internal static class PanelCatalogue
{
    private static readonly float[]?[] Dashes = [null, [6, 4], [1.5f, 4], [9, 4, 1.5f, 4]];
    private static readonly string[] Networks = ["glimpse", "core", "location", "action", "baseline"];
    private static readonly string[] ComparisonLayers = ["first", "second", "filters", "hidden", "scores"];
    private static readonly string[] Terms = ["action", "baseline", "location"];

    private delegate double[]? Metric(CurveRun run);

    public static List<Panel> Panels(IReadOnlyList<CurveRun> runs, Palette palette)
    {
        List<Panel?> panels =
        [
            Make("Error, %", true, runs, palette, [("validation", Column("validation_error_percent")), ("training", TrainingError)], markLowest: true),
            Make("Loss terms", false, runs, palette,
                [("action", Column("loss_action")), ("baseline", Column("loss_baseline")), ("location", Column("loss_location")), ("sum J", Column("loss"))]),
            Make("Reward and baseline", false, runs, palette,
                [("reward R", Column("reward")), ("error of b, rms", Column("baseline_error"))]),
            Make("Spread of locations, in l", false, runs, palette, [("spread", Column("location_spread"))]),
            runs.Count == 1 ? AllGradients(runs[0], palette) : Make("Gradient norms", true, runs, palette,
                [("core by action", Column("gradient_core_action")), ("location by location", Column("gradient_location_location"))]),
            Make("Learning rate", false, runs, palette, [("rate", Column("learning_rate"))]),
        ];
        return [.. panels.OfType<Panel>()];
    }

    private static Panel? Make(
        string title, bool log, IReadOnlyList<CurveRun> runs, Palette palette, (string Name, Metric Values)[] metrics, bool markLowest = false)
    {
        List<Curve> curves = [];
        List<LegendEntry> legend = [];
        Curve? lowest = null;
        for (int m = 0; m < metrics.Length; m++)
        {
            int before = curves.Count;
            for (int r = 0; r < runs.Count; r++)
            {
                double[]? values = metrics[m].Values(runs[r]);
                if (values is null || !Array.Exists(values, v => Axis.Shows(v, log)))
                    continue;
                SKColor colour = palette.Series[runs.Count == 1 ? m : r];
                curves.Add(new(runs[r].Epochs, values, colour, runs.Count == 1 ? null : Dashes[m]));
                if (m == 0 && markLowest && runs.Count == 1)
                    lowest = curves[^1];
            }
            if (curves.Count > before && metrics.Length > 1)
                legend.Add(new(metrics[m].Name, runs.Count == 1 ? palette.Series[m] : palette.Muted, runs.Count == 1 ? null : Dashes[m]));
        }
        return curves.Count == 0 ? null : new(title, log, curves, legend, lowest);
    }

    /// <summary>Every network by every term that reaches it: colours tell networks, dashes terms.</summary>
    private static Panel? AllGradients(CurveRun run, Palette palette)
    {
        List<Curve> curves = [];
        List<LegendEntry> legend = [];
        bool[] termSeen = new bool[Terms.Length];
        string[] networks = run.Columns.ContainsKey("gradient_scores_action") ? ComparisonLayers : Networks;
        for (int n = 0; n < networks.Length; n++)
        {
            int before = curves.Count;
            for (int t = 0; t < Terms.Length; t++)
            {
                if (!run.Columns.TryGetValue($"gradient_{networks[n]}_{Terms[t]}", out double[]? values)
                    || !Array.Exists(values, v => Axis.Shows(v, log: true)))
                    continue;
                curves.Add(new(run.Epochs, values, palette.Series[n], Dashes[t]));
                termSeen[t] = true;
            }
            if (curves.Count > before)
                legend.Add(new(networks[n], palette.Series[n], null));
        }
        for (int t = 0; t < Terms.Length; t++)
        {
            if (termSeen[t])
                legend.Add(new($"by J {Terms[t]}", palette.Muted, Dashes[t]));
        }
        return curves.Count == 0 ? null : new("Gradient norms by network and loss term", true, curves, legend, null);
    }

    /// <summary>A panel for each loss term that reaches any network; the legend names those it reaches.</summary>
    public static List<Panel> GradientsByTerm(CurveRun run, Palette palette)
    {
        List<Panel> panels = [];
        string[] networks = run.Columns.ContainsKey("gradient_scores_action") ? ComparisonLayers : Networks;
        foreach (string term in Terms)
        {
            List<Curve> curves = [];
            List<LegendEntry> legend = [];
            for (int n = 0; n < networks.Length; n++)
            {
                if (!run.Columns.TryGetValue($"gradient_{networks[n]}_{term}", out double[]? values)
                    || !Array.Exists(values, v => Axis.Shows(v, log: true)))
                    continue;
                curves.Add(new(run.Epochs, values, palette.Series[n], null));
                legend.Add(new(networks[n], palette.Series[n], null));
            }
            if (curves.Count > 0)
                panels.Add(new($"J {term}", true, curves, legend, null));
        }
        return panels;
    }

    private static Metric Column(string name) => run => run.Columns.GetValueOrDefault(name);

    private static double[]? TrainingError(CurveRun run) =>
        run.Columns.TryGetValue("train_accuracy", out double[]? accuracy) ? Array.ConvertAll(accuracy, a => 100 * (1 - a)) : null;
}
