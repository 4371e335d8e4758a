using Saccade.Runtime;

namespace Saccade.Games;

/// <summary>The straight fall of a ball between two side walls that it bounces off without loss.</summary>
/// <param name="Start">Where it is in the top row, in edge coordinates: pixel j covers [j, j + 1).</param>
/// <param name="Slant">Columns that it moves to the right with each row that it falls.</param>
public readonly record struct CatchBall(double Start, double Slant)
{
    /// <summary>A ball from the middle of a uniformly random pixel, with a slant uniform in [-1, 1): up to 45° to either side.</summary>
    public static CatchBall Draw(ref RandomStream random, int side) => new(random.NextInt(side) + 0.5, random.NextDouble(-1, 1));

    /// <summary>The pixel column in which it is after falling <paramref name="rows"/> rows, on a screen <paramref name="side"/> pixels wide.</summary>
    public int Column(int rows, int side)
    {
        // A path between mirrors is a straight one folded: there and back is one period.
        double unfolded = Start + rows * Slant;
        double place = unfolded - 2.0 * side * Math.Floor(unfolded / (2.0 * side));
        double folded = place <= side ? place : 2.0 * side - place;
        return Math.Min((int)folded, side - 1);
    }
}
