using System.Collections.Concurrent;
using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Data.Sources;
using Saccade.Data.Synthetic;
using Saccade.Images;
using Saccade.Random;
using Saccade.Tasks;

namespace Saccade.Web.Rollouts;

/// <summary>
/// Digits to pick from: test digits of a recipe's task, each on its own, so that they can be placed on any frame, or frames where a label
/// is made of several digits. Where the task's are unavailable, drawn ones replace them; nothing is downloaded.
/// </summary>
internal sealed class SampleDigits(string? dataFolder)
{
    /// <summary>Side of a digit in pixels, the least of a frame.</summary>
    public const int Side = 28;

    private const int DrawnCount = 500;
    private readonly ConcurrentDictionary<TaskOptions, Lazy<Samples>> _sets = new();

    /// <summary>The digits of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="trusted">Whether its paths may be opened: a model file may come from a stranger, a run folder does not.</param>
    public Samples For(TaskOptions task, bool trusted)
    {
        task = trusted || task.Digits != DigitSource.Idx ? task : new() { Digits = DigitSource.Drawn };
        // What else a task states makes no difference.
        TaskOptions samples = new()
        {
            Digits = task.Digits,
            TestImages = task.TestImages,
            TestLabels = task.TestLabels,
        };
        samples = task.Label == FrameLabel.Digit ? samples
            : samples with { Label = task.Label, FrameWidth = task.FrameWidth, FrameHeight = task.FrameHeight };
        return _sets.GetOrAdd(samples, _ => new(() => Compose(Load(samples), samples))).Value;
    }

    /// <summary>The digits, or frames of several of them.</summary>
    private static Samples Compose(Samples digits, TaskOptions task)
    {
        if (task.Label == FrameLabel.Digit)
        {
            return digits;
        }
        FrameComposer frames = new(digits.Digits, task, RandomKey.FromSeed(0).Fork("samples"));
        return digits with { Digits = ImageSet.Read(frames, Math.Min(frames.Count, DrawnCount)) };
    }

    private Samples Load(TaskOptions task)
    {
        try
        {
            MnistSource mnist = new(dataFolder);
            if (task.Digits == DigitSource.Mnist && mnist.Find(MnistPart.Test).Missing.Count == 0)
            {
                return new("mnist", mnist.Load(MnistPart.Test));
            }
            if (task.Digits == DigitSource.Idx && IdxFile.ReadPair(task.TestImages, task.TestLabels) is { Size.Channels: 1 } set)
            {
                return new("idx", set);
            }
        }
        catch (SaccadeException)
        {
            // If files are damaged or were moved, drawn digits replace them.
        }
        TaskOptions drawn = new() { Digits = DigitSource.Drawn, TestDigits = DrawnCount };
        return new("drawn", ImageSet.Read(DigitImages.ForTest(drawn, null), DrawnCount));
    }
}
