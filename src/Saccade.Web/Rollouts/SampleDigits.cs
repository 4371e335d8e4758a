using System.Collections.Concurrent;
using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Data.Sources;
using Saccade.Images;
using Saccade.Tasks;

namespace Saccade.Web.Rollouts;

/// <summary>
/// Digits to pick from: test digits of a recipe's task, each on its own, so that they can be placed on any frame. Where
/// the task's are unavailable, drawn ones replace them; nothing is downloaded.
/// </summary>
internal sealed class SampleDigits(string? dataFolder)
{
    /// <summary>Side of a digit in pixels, the least of a frame.</summary>
    public const int Side = 28;

    private const int DrawnCount = 500;
    private readonly ConcurrentDictionary<(DigitSource, string, string), Lazy<Samples>> _sets = new();

    /// <summary>The digits of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="trusted">Whether its paths may be opened: a model file may come from a stranger, a run folder does not.</param>
    public Samples For(TaskOptions task, bool trusted)
    {
        task = trusted || task.Digits != DigitSource.Idx ? task : new() { Digits = DigitSource.Drawn };
        return _sets.GetOrAdd((task.Digits, task.TestImages, task.TestLabels), _ => new(() => Load(task))).Value;
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
