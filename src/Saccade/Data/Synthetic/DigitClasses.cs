namespace Saccade.Data.Synthetic;

/// <summary>The classes that digits make together.</summary>
internal static class DigitClasses
{
    /// <summary>The classes of a single digit.</summary>
    public const int Count = 10;

    /// <summary>The names of the classes of a label, in order; null for that of single digits, which files may name otherwise.</summary>
    public static IReadOnlyList<string>? Names(FrameLabel label) => label switch
    {
        FrameLabel.Pair =>
            [.. from first in Enumerable.Range(0, Count) from second in Enumerable.Range(first, Count - first) select $"{first}, {second}"],
        FrameLabel.Sum => [.. Enumerable.Range(0, 2 * Count - 1).Select(Text)],
        FrameLabel.Sequence => [.. Enumerable.Range(0, Count).Select(Text), "end"],
        _ => null,
    };

    /// <summary>The class of two digits.</summary>
    public static int Of(FrameLabel label, int one, int other)
    {
        (int low, int high) = (Math.Min(one, other), Math.Max(one, other));
        return label == FrameLabel.Sum ? low + high : low * Count - low * (low - 1) / 2 + high - low;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
