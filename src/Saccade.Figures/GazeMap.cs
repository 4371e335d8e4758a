namespace Saccade.Figures;

/// <summary>Counts of glimpse centres on a grid over the image, by class and by step.</summary>
public sealed class GazeMap
{
    private readonly int[] _counts;

    /// <summary>Creates an empty map.</summary>
    /// <param name="classes">The number of classes, 1 to 256.</param>
    /// <param name="glimpses">T, how many steps, 1 to 1000.</param>
    /// <param name="side">Cells a side of the grid, 1 to 64, whatever the image's shape.</param>
    /// <exception cref="OptionException">A number is out of range.</exception>
    public GazeMap(int classes, int glimpses, int side = 24)
    {
        if (classes is < 1 or > 256 || glimpses is < 1 or > 1000 || side is < 1 or > 64)
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: "gaze map", Value: $"{classes} classes, {glimpses} glimpses, {side} cells a side",
                Allowed: "1 to 256, 1 to 1000, 1 to 64"));
        (Classes, Glimpses, Side) = (classes, glimpses, side);
        _counts = new int[classes * glimpses * side * side];
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>T, how many steps there are.</summary>
    public int Glimpses { get; }

    /// <summary>Cells a side.</summary>
    public int Side { get; }

    /// <summary>Counts a glimpse at (x, y), clamped to [-1, 1], on an image of a class; steps count from 0.</summary>
    /// <exception cref="OptionException">There is no such class or step, or a location is NaN.</exception>
    public void Add(int label, int step, float x, float y)
    {
        if ((uint)label >= (uint)Classes || (uint)step >= (uint)Glimpses || float.IsNaN(x) || float.IsNaN(y))
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: "glimpse",
                Value: FormattableString.Invariant($"class {label}, step {step}, location ({x}, {y})"),
                Allowed: $"class below {Classes}, step below {Glimpses}, finite location"));
        _counts[((label * Glimpses + step) * Side + Cell(y)) * Side + Cell(x)]++;
    }

    /// <summary>The counts [side, side] of a class and a step, the upper row first; null for all of them together.</summary>
    public int[] Counts(int? label, int? step)
    {
        int cells = Side * Side;
        int[] sum = new int[cells];
        for (int c = label ?? 0; c <= (label ?? Classes - 1); c++)
        {
            for (int t = step ?? 0; t <= (step ?? Glimpses - 1); t++)
            {
                ReadOnlySpan<int> part = _counts.AsSpan((c * Glimpses + t) * cells, cells);
                for (int i = 0; i < cells; i++)
                {
                    sum[i] += part[i];
                }
            }
        }
        return sum;
    }

    private int Cell(float l) => Math.Clamp((int)((Math.Clamp(l, -1, 1) + 1) / 2 * Side), 0, Side - 1);
}
