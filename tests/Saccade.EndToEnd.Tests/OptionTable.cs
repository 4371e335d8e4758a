namespace Saccade.EndToEnd.Tests;

/// <summary>Every command with all its options: how it is called rightly, and of which kind each option is.</summary>
public static class OptionTable
{
    private static readonly (string, OptionKind) s_data = ("--data", OptionKind.Path);
    private static readonly (string, OptionKind) s_seed = ("--seed", OptionKind.Seed);
    private static readonly (string, OptionKind) s_threads = ("--threads", OptionKind.Whole(1, 1024));
    private static readonly (string, OptionKind) s_engine = ("--engine", OptionKind.OneOf("cpu", "torch"));
    private static readonly (string, OptionKind) s_device = ("--device", OptionKind.OneOf("cpu", "cuda"));
    private static readonly (string, OptionKind) s_policy = ("--policy", OptionKind.OneOf("mean", "sample"));
    private static readonly (string, OptionKind) s_set = ("--set", OptionKind.Text);
    private static readonly (string, OptionKind) s_changed = ("--accept-changed", OptionKind.Flag);
    private static readonly (string, OptionKind) s_open = ("--open-files", OptionKind.Flag);
    private static readonly (string, OptionKind) s_extension = ("--extension", OptionKind.Path with { Allowed = "the path of a file" });
    private static readonly (string, OptionKind) s_cacheSize = ("--cache-size", OptionKind.Whole(1, 1 << 20));
    private static readonly (string, OptionKind) s_out = ("--out", OptionKind.Path);
    private static readonly (string, OptionKind) s_testImages = ("--test-images", OptionKind.Path);
    private static readonly (string, OptionKind) s_invert = ("--invert", OptionKind.Flag);
    private static readonly (string, OptionKind) s_split = ("--split", new("validation, test", ["", "x", "train", "Test"], []));

    /// <summary>The commands: the arguments that each needs, and its options.</summary>
    public static IReadOnlyDictionary<string, (string[] Arguments, (string Name, OptionKind Kind)[] Options)> Commands { get; } =
        new Dictionary<string, (string[], (string, OptionKind)[])>
        {
            ["train"] = (["quickstart"],
            [
                ("--images", OptionKind.Path), ("--strict", OptionKind.Flag), s_cacheSize, s_data, ("--run", OptionKind.Path), s_seed,
                s_threads, s_engine, s_device, s_set,
                ("--model", OptionKind.OneOf("attention", "cnn")),
                ("--init", OptionKind.Path with { Allowed = "a run folder, a model file, or the name of a built-in model" }),
                ("--resume", OptionKind.Path), s_extension,
            ]),
            ["eval"] = (["RUN"],
            [
                s_split, s_data, s_testImages, ("--test-labels", OptionKind.Path), s_invert,
                    ("--draws", OptionKind.Whole(1, 1000)), ("--rollouts", OptionKind.Whole(1, 10_000)), s_policy,
                ("--glimpses", OptionKind.Whole(1, 1000)), ("--price", OptionKind.Price),
                ("--episodes", OptionKind.Whole(1, 1_000_000)), s_seed, s_threads, s_engine,
                    s_device, ("--json", OptionKind.Flag), s_changed, s_open, s_extension,
            ]),
            ["look"] = (["RUN"],
            [
                ("--images", OptionKind.Whole(1, 400)), s_out, ("--ascii", OptionKind.Flag), s_testImages, s_invert,
                    s_split, s_data, s_policy,
                    ("--glimpses", OptionKind.Whole(1, 64)), s_seed, s_threads, s_engine, s_device, s_changed, s_open, s_extension,
            ]),
            ["figures"] = (["RUN"],
            [
                s_out, ("--format", OptionKind.OneOf("png", "svg")), ("--theme", OptionKind.OneOf("light", "dark")),
                    ("--scale", OptionKind.Whole(1, 4)), s_testImages, s_invert,
                    s_split, s_data, s_seed, s_threads, s_changed, s_open, s_extension,
            ]),
            ["report"] = (["RUN"],
            [
                s_out, ("--images", OptionKind.Whole(1, 200)), s_split, s_data, s_seed, s_threads, s_changed, s_open, s_extension,
            ]),
            ["predict"] = (["RUN", "picture.png"],
            [
                s_out, ("--format", OptionKind.OneOf("csv", "jsonl", "parquet")), ("--top", OptionKind.Whole(1, 1000)),
                    ("--path", OptionKind.Flag), ("--invert", OptionKind.Flag),
                ("--glimpses", OptionKind.Whole(1, 1000)), ("--price", OptionKind.Price), s_seed, s_threads, s_engine, s_device,
                    s_changed, s_extension,
            ]),
            ["trace"] = (["RUN", "--out", "t.npz"],
            [
                ("--images", OptionKind.Path), ("--labels", OptionKind.Path), ("--invert", OptionKind.Flag), s_split, s_out,
                    ("--count", OptionKind.Whole(1, int.MaxValue)), s_data, s_policy,
                ("--glimpses", OptionKind.Whole(1, 1000)), s_seed, s_threads, s_changed, s_open, s_extension,
            ]),
            ["export"] = (["RUN", "--format", "onnx", "--out", "m.onnx"],
            [
                ("--format", OptionKind.OneOf("onnx", "hf")), s_out, ("--step", OptionKind.Flag), ("--glimpses", OptionKind.Whole(1, 1000)),
                s_changed, s_extension,
            ]),
            ["import"] = (["weights.pt", "--as", "model"],
            [
                ("--as", new("what a file can be called", ["", "a/b"], [])), ("--recipe", OptionKind.Path), s_out, s_set, s_extension,
            ]),
            ["serve"] = ([],
            [
                ("--model", new("a run folder, a model file or the name of a model", ["", " "], [])),
                    ("--run", new("a run folder", ["", " "], [])), ("--port", OptionKind.Whole(0, 65535)), ("--host", OptionKind.Address),
                        s_threads, s_data, s_changed, s_extension,
            ]),
            ["sweep"] = (["quickstart", "--run", "new-sweep"],
            [
                ("--run", OptionKind.Path), s_set, ("--seeds", OptionKind.Whole(1, 100)),
                    ("--search", OptionKind.OneOf("grid", "random", "halving")), ("--budget", OptionKind.Whole(1, 10_000)),
                ("--key", OptionKind.Whole(0, int.MaxValue)), ("--rungs", new("ascending epochs", ["", "x", "0", "2,", "-1"], [])),
                    ("--eta", OptionKind.Whole(2, 100)), ("--jobs", OptionKind.Whole(1, 1024)), s_threads,
                ("--index", OptionKind.Whole(0, 9999)), ("--of", OptionKind.Whole(1, 10_000)), ("--slurm", OptionKind.Flag), s_data,
                    s_engine, s_device, s_extension,
            ]),
            ["compare"] = (["RUN"], [s_out, s_extension]),
            ["release"] = (["RUN"],
                [s_out, ("--name", OptionKind.Text), ("--replace", OptionKind.Flag), s_data, s_threads, s_changed, s_open, s_extension]),
            ["reproduce"] = ([],
                [("--budget", OptionKind.Minutes), ("--seeds", OptionKind.Whole(1, 100)), s_data, s_out, s_threads, s_extension]),
            ["info"] = (["RUN"], [("--recipe", OptionKind.Flag), s_changed, s_extension]),
            ["data"] = (["quickstart", "--out", "new"],
            [
                ("--images", OptionKind.Path), s_cacheSize, s_out, ("--count", OptionKind.Whole(1, int.MaxValue)),
                ("--split", OptionKind.OneOf("train", "validation", "test")),
                ("--format", OptionKind.OneOf("png", "idx", "npz")), ("--augmented", OptionKind.Flag), s_data, s_seed, s_set, s_extension,
            ]),
            ["doctor"] = ([], [s_data]),
        };
}
