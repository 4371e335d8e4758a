using System.Text.Json.Serialization;
using Saccade.Imaging.Sets;

namespace Saccade.Experiments.Runs;

/// <summary>The pictures that a run learned from, by number and content: files may change after it began.</summary>
/// <param name="Training">The number of training pictures.</param>
/// <param name="Validation">The number of validation pictures.</param>
/// <param name="Test">The number of test pictures.</param>
/// <param name="Fingerprint">The hash of contents, labels and splits of the training and validation pictures.</param>
/// <param name="TestFingerprint">That of the test pictures.</param>
/// <param name="Background">That of the pictures among which they are placed; null if there are none.</param>
public sealed record TrainedPictures(
    int Training, int Validation, int Test, string Fingerprint, string TestFingerprint,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Background = null)
{
    /// <summary>Those of a task.</summary>
    internal static TrainedPictures Of(PictureTask task)
    {
        PictureInventory found = task.Set.Inventory;
        return new(
            found.Count(Split.Train), found.Count(Split.Validation), found.Count(Split.Test), found.Fingerprint,
            found.TestFingerprint, task.Background?.Inventory.Fingerprint);
    }

    /// <summary>Refuses to go on with other training or validation pictures; a test never reaches a training.</summary>
    /// <param name="task">The task as it is now.</param>
    /// <param name="run">The folder of the run.</param>
    /// <exception cref="SaccadeException">They are others.</exception>
    internal void Require(PictureTask task, string run)
    {
        TrainedPictures now = Of(task);
        if (ChangeTo(now with { Test = Test, TestFingerprint = TestFingerprint }) is string change)
        {
            throw new SaccadeException(new(
                ErrorKind.Mismatch, task.Path, $"its files changed since the run began: {change}",
                $"bring back the files as they were, or begin a new run, if wanted with --init {ShellWord.Quote(run)}"));
        }
    }

    /// <summary>What is different now; null if nothing is.</summary>
    internal string? Change(PictureTask task) => ChangeTo(Of(task));

    private string? ChangeTo(TrainedPictures now) => now == this ? null
        : (now.Training, now.Validation, now.Test) != (Training, Validation, Test)
            ? $"it had {Counts()} pictures and now has {now.Counts()}"
        : (now.Fingerprint, now.TestFingerprint) != (Fingerprint, TestFingerprint)
            ? $"it has as many pictures, {Counts()}, but with other contents, classes or splits"
        : "the background pictures are others";

    private string Counts() => string.Create(
        CultureInfo.InvariantCulture, $"{Training:N0} training, {Validation:N0} validation and {Test:N0} test");
}
