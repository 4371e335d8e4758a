using System.Globalization;

namespace Saccade.Reliability.Crashes;

/// <summary>A training of seconds that saves far more often than a real one: kills mostly hit it while it writes.</summary>
internal static class TinyRun
{
    /// <summary>Batches of an epoch.</summary>
    public const int StepsPerEpoch = 10;

    private static readonly string[] s_options =
    [
        "task.frame_width=32", "task.frame_height=32", "task.training_digits=200", "task.validation_digits=20", "task.test_digits=20",
        "model.hidden=32", "model.glimpse_hidden=16", "model.glimpse_features=32", "model.glimpses=3", "model.sensor.patch_side=6",
            "model.sensor.scales=2",
        // Every part that a checkpoint has tensors of.
        "model.convolution.filters=[4, 4]", "model.core=lstm", "model.core_layers=2", "model.context.side=8", "model.context.units=8",
            "model.context.convolution.filters=[4]", "model.stop.units=8",
        "training.batch_size=20", "training.rollouts=2", "training.average=0.9", "training.dropout=0.1", "training.loss.action_at=every",
            "training.loss.location_reaches_core=true",
    ];

    /// <summary>The command that begins it.</summary>
    public static IReadOnlyList<string> Begin(string run, CrashOptions options) =>
    [
        "train", "quickstart", "--engine", options.Engine, "--threads", options.Threads.ToString(CultureInfo.InvariantCulture), "--seed",
            "7", "--run", run,
        .. s_options.Append(string.Create(CultureInfo.InvariantCulture, $"training.epochs={options.Epochs}"))
            .SelectMany(option => new[] { "--set", option }),
    ];

    /// <summary>The command that resumes it.</summary>
    public static IReadOnlyList<string> Resume(string run) => ["train", "--resume", run];
}
