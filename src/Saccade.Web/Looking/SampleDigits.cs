using System.Collections.Concurrent;
using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Runtime;

namespace Saccade.Web.Looking;

/// <summary>
/// Digits to pick from: test digits of a recipe's task, each on its own, so that they can be placed on any frame. Where
/// the task's are not at hand, drawn ones stand in; nothing is ever downloaded.
/// </summary>
internal sealed class SampleDigits(string? dataFolder)
{
    private const int DrawnCount = 500;
    private readonly ConcurrentDictionary<(DigitSource, string, string), Lazy<Samples>> _sets = new();

    /// <summary>The digits for a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="trusted">Whether the paths in it may be opened: a model file may come from a stranger, a run folder is the user's own.</param>
    public Samples For(Recipe recipe, bool trusted)
    {
        TaskOptions task = trusted || recipe.Task.Digits != DigitSource.Idx ? recipe.Task : new() { Digits = DigitSource.Drawn };
        return _sets.GetOrAdd((task.Digits, task.TestImages, task.TestLabels), _ => new(() => Load(task))).Value;
    }

    private Samples Load(TaskOptions task)
    {
        try
        {
            if (task.Digits == DigitSource.Mnist && new MnistSource(dataFolder) is MnistSource mnist && mnist.Find(MnistPart.Test).Missing.Count == 0)
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
            // Files that are damaged or were moved are not worth a page without digits.
        }
        return new("drawn", TaskData.ForTest(new() { Digits = DigitSource.Drawn, TestDigits = DrawnCount }, null).Take(DrawnCount));
    }
}

/// <summary>Digits to pick from.</summary>
/// <param name="Source">Where they come from: <c>mnist</c>, <c>idx</c> or <c>drawn</c>.</param>
/// <param name="Digits">The digits, gray.</param>
internal sealed record Samples(string Source, ImageSet Digits);
