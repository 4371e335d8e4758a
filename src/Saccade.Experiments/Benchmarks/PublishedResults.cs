namespace Saccade.Experiments.Benchmarks;

/// <summary>
/// Every row of the published tables: recipe → task → what the paper, the report and the best public code give; how others measured
/// is in docs/related.md. The paper's figures are those of its NIPS version; the first arXiv version has higher ones. The paper has 8
/// patches of clutter on 100×100 (§4.1), so the task with 4 has none.
/// </summary>
public static class PublishedResults
{
    /// <summary>The name that stands for all points of <see cref="Benchmarks.Ablation"/>.</summary>
    public const string Ablation = "ablation";

    internal const string TestError = "test error, %";
    internal const string BallsMissed = "balls missed, %";

    private const string Fc64 = "fully connected, 2 layers of 64";
    private const string Fc256 = "fully connected, 2 layers of 256";
    private const string Conv = "convolutional, 8 filters 10×10, then 256 units";
    private const string Conv16 = "convolutional, 16 filters 10×10, then 256 units";
    private const string Conv86 = "convolutional, 8 filters 10×10, then 86 units";
    private const string Stuck = "about 50 (for its model; right answers divided by glimpses)";
    private const string CurvesOnly = "curves only";

    /// <summary>The rows in the order of the page.</summary>
    public static IReadOnlyList<PublishedResult> All { get; } =
    [
        Ram("mnist-28-t2", "mnist-28", 2, "3.79", best: "7.70 (dHonerkamp)"),
        Ram("mnist-28-t3", "mnist-28", 3, "1.51"),
        Ram("mnist-28-t4", "mnist-28", 4, "1.54", best: "1.07 (dHonerkamp)"),
        Ram("mnist-28-t5", "mnist-28", 5, "1.34"),
        Ram("mnist-28-t6", "mnist-28", 6, "1.12", best: "0.67 (dHonerkamp); 1.13 (amasky); 1.21 (kevinzakka)"),
        Ram("mnist-28", "mnist-28", 7, "1.07", best: "0.67 (dHonerkamp, 6 glimpses); 0.85 (Torch rnn, 7)"),
        Ram("mnist-28-50k", "mnist-28", 7, "1.07") with { Method = "RAM, 7 glimpses, 50,000 training digits", Glimpses = null },
        Ram("paper-mnist-28", "mnist-28", 7, "1.07") with
        {
            Method = "RAM, 7 glimpses, the paper's optimiser and schedule",
            Glimpses = null,
        },
        Net("fc-256-mnist-28", "mnist-28", Fc256, "1.69"),
        Net("conv-mnist-28", "mnist-28", Conv, "1.21"),
        Ram("translated-60-t4", "translated-60", 4, "1.54", best: "1.54 (tfRAM)"),
        Ram("translated-60-t6", "translated-60", 6, "1.22", best: "1.08 (tfRAM); 1.58 (amasky)"),
        Ram("translated-60", "translated-60", 8, "1.20", best: "0.92† (Torch rnn, 7 glimpses); 0.94 (tfRAM, 8)"),
        Net("fc-64-translated-60", "translated-60", Fc64, "6.42", best: "6.78 (tfRAM)"),
        Net("fc-256-translated-60", "translated-60", Fc256, "2.63", best: "2.65 (tfRAM)"),
        Net("conv-translated-60", "translated-60", Conv, "1.62", best: "1.57 (tfRAM)"),
        Net("conv-16-translated-60", "translated-60", Conv16, "1.62", best: "1.57 (tfRAM)"),
        Ram("translated-100", "translated-100", 8, paper: null),
        Ram("cluttered-60-t2", "cluttered-60, 4 patches", 2, paper: null),
        Ram("cluttered-60-t3", "cluttered-60, 4 patches", 3, paper: null),
        Ram("cluttered-60-t4", "cluttered-60, 4 patches", 4, "4.96", best: "5.15 (tfRAM)"),
        Ram("cluttered-60-t5", "cluttered-60, 4 patches", 5, paper: null),
        Ram(
            "cluttered-60-t6", "cluttered-60, 4 patches", 6, "4.08",
            best: "3.33 (tfRAM); 2.75 with a context network (PrincipalComponent, ten rollouts averaged); 5.30 (amasky)"),
        Ram("cluttered-60-t7", "cluttered-60, 4 patches", 7, paper: null),
        Ram(
            "cluttered-60", "cluttered-60, 4 patches", 8, "4.04",
            best: "2.63 (tfRAM, 8 glimpses); 2.13 (bentrevett, ten averaged, an easier task); "
                + "differentiable attention: about 1.7† (spatial transformer, other clutter)"),
        Random("random-cluttered-60", "cluttered-60, 4 patches", 8, "14.4"),
        Net("fc-64-cluttered-60", "cluttered-60, 4 patches", Fc64, "28.58", best: "29.13 (tfRAM)"),
        Net("fc-256-cluttered-60", "cluttered-60, 4 patches", Fc256, "11.96", best: "11.36 (tfRAM)"),
        Net("conv-cluttered-60", "cluttered-60, 4 patches", Conv, "8.09", best: "8.37 (tfRAM)"),
        Ram("cluttered-100-4-t4", "cluttered-100, 4 patches", 4, paper: null),
        Ram(
            "cluttered-100-4-t6", "cluttered-100, 4 patches", 6, paper: null,
            best: "2.00 with a context network, 4.62 without (PrincipalComponent, ten rollouts averaged)"),
        Ram(
            "cluttered-100-4", "cluttered-100, 4 patches", 8, paper: null,
            best: "1.71 with a context network, 2.68 without (PrincipalComponent, 8 glimpses, ten rollouts averaged)"),
        Random("random-cluttered-100-4", "cluttered-100, 4 patches", 8, paper: null),
        Net("conv-cluttered-100-4", "cluttered-100, 4 patches", Conv86, paper: null),
        Ram(
            "cluttered-100-8-t4", "cluttered-100, 8 patches", 4, "9.41",
            best: "14.86 (tfRAM); differentiable attention: 4.18† (DRAW)"),
        Ram("cluttered-100-8-t6", "cluttered-100, 8 patches", 6, "8.31", best: "8.3 (tfRAM)"),
        Ram(
            "cluttered-100-8", "cluttered-100, 8 patches", 8, "8.11",
            best: "5.9 (tfRAM, 8 glimpses); differentiable attention: 3.36† (DRAW, 8), 1.24 (EDRAM, its own set)"),
        Random("random-cluttered-100-8", "cluttered-100, 8 patches", 8, "28.4"),
        Net("conv-cluttered-100-8", "cluttered-100, 8 patches", Conv86, "14.35", best: "16.22 (tfRAM)"),
        new()
        {
            Recipe = "catch", Task = "Catch, 24×24", Method = "RAM with an LSTM core, 23 glimpses",
            Measure = BallsMissed, Paper = "about 15", HasGlimpses = false,
        },
        Report("report-adam", "RAM, Adam", Stuck),
        Report("report-momentum", "RAM, momentum", CurvesOnly),
        Report("report-concatenation", "RAM, glimpse network by concatenation", CurvesOnly),
        Report("report-batchnorm", "RAM, batch normalisation", CurvesOnly),
        Report("report-fc", Fc256, "9 (100 epochs)") with { HasGlimpses = false },
        Report("report-conv", "convolutional, 8 filters 10×10, then the classes", "8.2 (100 epochs)") with { HasGlimpses = false },
    ];

    private static PublishedResult Ram(string recipe, string task, int glimpses, string? paper, string? best = null) =>
        new() { Recipe = recipe, Task = task, Method = $"RAM, {glimpses} glimpses", Glimpses = glimpses, Paper = paper, Public = best };

    private static PublishedResult Random(string recipe, string task, int glimpses, string? paper) =>
        new() { Recipe = recipe, Task = task, Method = $"RAM, {glimpses} random glimpses", Paper = paper };

    private static PublishedResult Net(string recipe, string task, string method, string? paper, string? best = null) =>
        new() { Recipe = recipe, Task = task, Method = method, Paper = paper, Public = best, HasGlimpses = false };

    private static PublishedResult Report(string recipe, string method, string report) =>
        new() { Recipe = recipe, Task = "mnist-28 as in the report", Method = method, Report = report };
}
