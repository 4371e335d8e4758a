using System.Text.RegularExpressions;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Cases;

/// <summary>The inputs of <c>shared/cases</c> and what its README calls right.</summary>
internal static class CaseList
{
    private const string Idx = """printf '\0\0\10\1\0\0\0\310' >labels.idx; head -c 200 /dev/zero >>labels.idx; """;

    private const string Tiny = "--threads 1 --set model.hidden=16 --set task.training_digits=200 --set task.validation_digits=40 "
        + "--set training.epochs=2 --set training.batch_size=20";

    private static readonly string[] s_signals = ["TERM", "INT"];

    private static readonly string[] s_pictures = ["plain.jpg", "prog.jpg", "a.webp", "a.gif", "a.bmp"];

    // What the decoder may lack is named with its reason.
    private static readonly string[] s_rarePictures = ["cmyk.jpg", "a.tiff"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Case> All { get; } =
    [
        new("ptyclose.py", "python3 $CASES/ptyclose.py saccade train $CASES/sig.toml --run sg --threads 1",
            ended => ended.Output.Contains("still runs", StringComparison.Ordinal)) { Needs = "python3" },
        .. s_signals.Select(signal => new Case($"SIG{signal} to the process group of dotnet run", Group(signal),
            ended => ended.Output.Split("Stopped and saved. Resume with: ").Length == 2
                && ended.Output.EndsWith("errors:\n", StringComparison.Ordinal))),
        new("64 handles", "ulimit -n 64; saccade eval mnist-28", Fails(1, "ulimit -n")),
        new("full standard output", "saccade info mnist-28 >/dev/full", Fails(1, "standard output")),
        new("closed standard output", "saccade info mnist-28 >&-", Fails(1, "standard output")),
        new("st-f16.safetensors", "saccade info $CASES/st-f16.safetensors", Succeeds()),
        new("st-resaved-oldmeta.safetensors", "saccade info $CASES/st-resaved-oldmeta.safetensors", Fails(1, "changed")),
        new("st-formatpt-keep.safetensors", "saccade info $CASES/st-formatpt-keep.safetensors", Succeeds()),
        .. Everywhere("st-missing.safetensors", Fails(1, "st-missing.safetensors")),
        .. Everywhere("st-nan.safetensors", Fails(1, "NaN")),
        new("multimember-images.gz", "saccade trace mnist-28 --images $CASES/multimember-images.gz --out t.npz", Succeeds("200 images")),
        new("zeros after the end of gzip",
            Idx + "gzip -k labels.idx; head -c 512 /dev/zero >>labels.idx.gz; "
                + "saccade eval mnist-28 --test-images $CASES/multimember-images.gz --test-labels labels.idx.gz", Succeeds("200 given")),
        new("qmnist-labels-idx2-int.idx", "saccade eval mnist-28 --test-images $CASES/multimember-images.gz "
            + "--test-labels $CASES/qmnist-labels-idx2-int.idx", Succeeds("200 given")),
        // Converted by a stated rule or refused with the remedy: never taken for something else.
        new("i2-images.idx", "saccade trace mnist-28 --images $CASES/i2-images.idx --out t.npz",
            ended => Succeeds("200 images")(ended) || Fails(1, "i2-images.idx")(ended)),
        new("seven-black-on-white.png", "saccade trace mnist-28 --images $CASES/seven-black-on-white.png --out t.npz",
            Succeeds("light ground", "--invert")),
        new("seven-black-on-white.png, inverted", "saccade trace mnist-28 --images $CASES/seven-black-on-white.png --invert --out t.npz",
            ended => ended is { ExitCode: 0, Errors: var errors } && !errors.Contains("ground", StringComparison.Ordinal)),
        .. s_pictures.Select(picture => new Case(picture, Look(picture), Succeeds("1 image of "))),
        .. s_rarePictures.Select(picture => new Case(
            picture, Look(picture), ended => Succeeds("1 image of ")(ended) || Fails(1, picture)(ended))),
        new("exif6.jpg", Look("exif6.jpg"), Succeeds("1 image of 20×40 pixels")),
        new("nonsq-images.idx", Idx + "saccade eval mnist-28 --test-images $CASES/nonsq-images.idx --test-labels labels.idx",
            Succeeds("40×28 pixels", "28×28")),
        new("other data under MNIST's names, doctor", ForeignMnist + "saccade doctor --data foreign",
            ended => ended.ExitCode == 1 && !ended.Output.Contains("No problems", StringComparison.Ordinal)),
        new("other data under MNIST's names, train", ForeignMnist + "saccade train mnist-28 --data foreign --run run",
            Fails(1, "task.digits")),
        new("a run with relative paths, used elsewhere",
            """
            mkdir -p a/data b; cp labels.idx a/data/labels; gunzip -c $CASES/multimember-images.gz >a/data/images
            printf '[task]\ndigits="idx"\ntraining_images="data/images"\ntraining_labels="data/labels"\n' >a/own.toml
            printf 'test_images="data/images"\n' >>a/own.toml
            printf 'test_labels="data/labels"\nvalidation_digits=50\n[training]\nepochs=1\nbatch_size=50\n' >>a/own.toml
            saccade train a/own.toml --run run --threads 1 && run=$PWD/run && cd b && saccade eval $run --threads 1
            """.Insert(0, Idx), Succeeds("200 test images")),
        new("--out onto a symbolic link and a file of mode 0600",
            "touch target.npz; chmod 600 target.npz; ln -s target.npz link.npz; saccade trace quickstart --count 1 --out link.npz "
                + "&& [ -L link.npz ] && [ -s target.npz ] && stat -c 'mode %a' target.npz",
            Succeeds("mode 600")),
        new("two trainings in one second", $"saccade train {Tiny} & saccade train {Tiny} & wait -n && wait -n && ls runs | wc -l",
            Succeeds("\n2\n")),
        new("a terminal of 60 columns", $"script -qec 'stty cols 60; saccade train {Tiny} --run run' /dev/null </dev/null",
            ended => ended.ExitCode == 0 && Rows(ended.Output) is { Count: > 0 } rows && rows.All(IsWhole))
            { Needs = "script" },
    ];

    private static string ForeignMnist => """
        mkdir foreign; for part in train t10k; do gunzip -c $CASES/multimember-images.gz >foreign/$part-images-idx3-ubyte
        cp labels.idx foreign/$part-labels-idx1-ubyte; done

        """.Insert(0, Idx);

    /// <summary>
    /// A training by <c>dotnet run</c> in a process group (<c>set -m</c>), to all of which a signal is sent, as a terminal does.
    /// </summary>
    private static string Group(string signal) => $$"""
        set -m
        dotnet run --no-build -c Release --project $PROJECT -- train $CASES/sig.toml --run run --threads 1 >out 2>err &
        while kill -0 $! && ! [ -s run/metrics.csv ]; do sleep 0.1; done
        kill -{{signal}} -- -$!; wait $!; cat out; echo errors:; cat err; exit 0
        """;

    private static string Look(string picture) => $"saccade trace mnist-28 --images $CASES/{picture} --out t.npz";

    /// <summary>A model file in the commands that open one.</summary>
    private static IEnumerable<Case> Everywhere(string file, Predicate<Ended> isRight) =>
        new[] { "info", "look --images 1", "trace --count 1 --out t.npz", "serve --port 0 --model" }
            .Select(command => new Case($"{file}, {command.Split(' ')[0]}", $"saccade {command} $CASES/{file}", isRight));

    /// <summary>The rows of the table of epochs, or parts of them, without what moves the cursor and colours.</summary>
    private static List<string> Rows(string output) =>
    [
        .. output.Split("Validation")[0].Split('\n', '\r').Select(row => Regex.Replace(row, @"\e\[[\d;?]*[A-Za-z]", ""))
            .Where(row => row.TrimStart() is [>= '0' and <= '9', ..]),
    ];

    /// <summary>Whether a row begins with its epoch and fits; what follows a break begins with a figure.</summary>
    private static bool IsWhole(string row) => row.Length <= 60 && row.Contains('%') && row.TrimStart() is [_, ' ', ..];

    private static Predicate<Ended> Succeeds(params string[] words) =>
        ended => ended.ExitCode == 0 && words.All(word => (ended.Output + ended.Errors).Contains(word, StringComparison.Ordinal));

    private static Predicate<Ended> Fails(int exitCode, params string[] words) => ended => ended.ExitCode == exitCode
        && ended.Errors.TrimEnd('\n').Split('\n') is [string line]
        && words.All(word => line.Contains(word, StringComparison.Ordinal));
}
