namespace Saccade.Reliability.Crashes;

/// <summary>A command that writes files beside a run.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Arguments">The call, in a folder with the finished run <c>run</c> and the recipe <c>tiny.toml</c>.</param>
/// <param name="SameBytes">Whether every call writes the same bytes; else files state times.</param>
internal sealed record WritingCommand(string Name, string[] Arguments, bool SameBytes = true)
{
    private static readonly string[] s_data = ["data", "tiny.toml", "--out", "out", "--format"];

    /// <summary>All but <c>train</c>, which <see cref="CrashHarness"/> kills.</summary>
    public static IReadOnlyList<WritingCommand> All { get; } =
    [
        new("release", ["release", "run", "--out", "out", "--name", "mine", "--threads", "1"]),
        new("data png", [.. s_data, "png"]),
        new("data idx", [.. s_data, "idx"]),
        new("data npz", [.. s_data, "npz"]),
        new("reproduce", ["reproduce", "tiny.toml", "--out", "out", "--threads", "1"], SameBytes: false),
        new("report", ["report", "run", "--out", "out.html", "--images", "4", "--threads", "1"], SameBytes: false),
        new("figures", ["figures", "run", "--out", "out", "--threads", "1"]),
        new("look", ["look", "run", "--out", "out", "--images", "4", "--threads", "1"]),
        new("trace", ["trace", "run", "--out", "out.npz", "--threads", "1"]),
        new("compare", ["compare", "run", "--out", "out.png"]),
        new("predict csv", ["predict", "run", "run/pictures", "--out", "out.csv", "--threads", "1"]),
        new("predict parquet", ["predict", "run", "run/pictures", "--out", "out.parquet", "--threads", "1"]),
        new("export onnx", ["export", "run", "--format", "onnx", "--out", "out.onnx"]),
        new("export hf", ["export", "run", "--format", "hf", "--out", "out"]),
        new("import", ["import", "run/model.safetensors", "--as", "mine", "--recipe", "run/recipe.toml", "--out", "out.safetensors"]),
        new("sweep", ["sweep", "tiny.toml", "--seeds", "2", "--run", "out", "--threads", "1"], SameBytes: false),
        new("eval", ["eval", "run", "--threads", "1"], SameBytes: false),
    ];

    /// <summary>Those whose name contains a text.</summary>
    public static IReadOnlyList<WritingCommand> Named(string part) =>
        [.. All.Where(command => command.Name.Contains(part, StringComparison.Ordinal))];
}
