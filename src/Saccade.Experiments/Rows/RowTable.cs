namespace Saccade.Experiments.Rows;

/// <summary>
/// Every row of the published tables: recipe → task → what the paper, the report and the best public code give. The
/// paper's figures are those of its NIPS version; the first arXiv version has other, higher ones.
/// </summary>
public static class RowTable
{
    /// <summary>The name that stands for all points of <see cref="Rows.Ablation"/>.</summary>
    public const string Ablation = "ablation";

    /// <summary>The rows in the order of the page.</summary>
    public static IReadOnlyList<ExperimentRow> All { get; } =
    [
        Ram("mnist-28", "mnist-28", 7, "1.07", best: "0.85 (Torch rnn, 7 glimpses)") with { Report = "about 50 (set not named)" },
        Ram("mnist-28-6", "mnist-28", 6, "1.12", best: "0.67 (dHonerkamp)"),
        Net("mnist-28-fc", "mnist-28", "fully connected, 2 layers of 256", "1.69") with { Report = "9 (100 epochs)" },
        Net("mnist-28-conv", "mnist-28", "convolutional, 8 filters 10×10", "1.21") with { Report = "8.2 (100 epochs)" },
        Ram("translated-60", "translated-60", 8, "1.20", best: "0.92 (Torch rnn, 7 glimpses); 0.94 (tfRAM)"),
        Net("translated-60-fc64", "translated-60", "fully connected, 2 layers of 64", "6.42"),
        Net("translated-60-fc", "translated-60", "fully connected, 2 layers of 256", "2.63"),
        Net("translated-60-conv", "translated-60", "convolutional, 8 filters 10×10", "1.62"),
        Ram("translated-100", "translated-100", 8, null),
        Ram("cluttered-60", "cluttered-60", 8, "4.04", best: "2.63 (tfRAM)"),
        Ram("cluttered-60-random", "cluttered-60", 8, "14.4") with { Method = "RAM, 8 random glimpses" },
        Net("cluttered-60-fc64", "cluttered-60", "fully connected, 2 layers of 64", "28.58"),
        Net("cluttered-60-fc", "cluttered-60", "fully connected, 2 layers of 256", "11.96"),
        Net("cluttered-60-conv", "cluttered-60", "convolutional, 8 filters 10×10", "8.09"),
        Ram("cluttered-100-4", "cluttered-100, 4 patches", 8, "8.11 (4 or 8 patches)", best: "2.68 (PrincipalComponent, 8 glimpses, patches not stated)"),
        Ram("cluttered-100-8", "cluttered-100, 8 patches", 8, "8.11 (4 or 8 patches)", best: "5.9 (tfRAM)"),
        Ram("cluttered-100-random", "cluttered-100, 4 patches", 8, "28.4 (4 or 8 patches)") with { Method = "RAM, 8 random glimpses" },
        Net("cluttered-100-conv", "cluttered-100, 4 patches", "convolutional, 8 filters 10×10", "14.35 (4 or 8 patches)"),
        Reported("report-adam", "bandwidth 16, 3 patches, 6 glimpses, Adam 3e-4"),
        Reported("report-momentum", "momentum"),
        Reported("report-concatenation", "glimpse network by concatenation"),
        Reported("report-batchnorm", "batch normalisation in the glimpse network"),
    ];

    private static ExperimentRow Ram(string recipe, string task, int glimpses, string? paper, string? best = null) =>
        new() { Recipe = recipe, Task = task, Method = $"RAM, {glimpses} glimpses", Paper = paper, Public = best };

    private static ExperimentRow Net(string recipe, string task, string method, string paper) =>
        new() { Recipe = recipe, Task = task, Method = method, Paper = paper, HasGlimpses = false };

    private static ExperimentRow Reported(string recipe, string method) =>
        new() { Recipe = recipe, Task = "report's runs", Method = $"RAM, {method}", Report = "about 50 (set not named)" };
}
