using Saccade.Runtime;

namespace Saccade.Figures;

/// <summary>How often a model looked where: glimpse centres counted on a grid over the image, by class and by step.</summary>
public sealed class GazeMap
{
    private readonly int[] _counts;

    /// <summary>Makes a map without any glimpses.</summary>
    /// <param name="classes">How many classes, 1 to 256.</param>
    /// <param name="glimpses">T, how many steps, 1 to 1000.</param>
    /// <param name="side">Cells a side of the grid, 1 to 64, whatever the image's shape.</param>
    /// <exception cref="OptionException">A number is out of range.</exception>
    public GazeMap(int classes, int glimpses, int side = 24)
    {
        Demand(classes is >= 1 and <= 256 && glimpses is >= 1 and <= 1000 && side is >= 1 and <= 64,
            $"A map was asked for of {classes} classes, {glimpses} glimpses and {side} cells a side; it may have 1 to 256, 1 to 1000 and 1 to 64.");
        (Classes, Glimpses, Side) = (classes, glimpses, side);
        _counts = new int[classes * glimpses * side * side];
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>T, how many steps there are.</summary>
    public int Glimpses { get; }

    /// <summary>Cells a side.</summary>
    public int Side { get; }

    /// <summary>Counts a glimpse at location (x, y), clamped to [-1, 1], on an image of class <paramref name="label"/>; steps count from 0.</summary>
    /// <exception cref="OptionException">There is no such class or step, or a location is NaN.</exception>
    public void Add(int label, int step, float x, float y)
    {
        Demand((uint)label < (uint)Classes && (uint)step < (uint)Glimpses && !float.IsNaN(x) && !float.IsNaN(y),
            $"A glimpse was of class {label}, step {step}, at ({x}, {y}); the map has {Classes} classes and {Glimpses} steps, and locations are numbers.");
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

    private static void Demand(bool met, string message)
    {
        if (!met)
            throw new OptionException(message);
    }
}
