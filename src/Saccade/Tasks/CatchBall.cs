namespace Saccade.Tasks;

/// <summary>A ball that falls in a straight line and bounces off the two side walls without loss.</summary>
/// <param name="Start">Its position in the top row in edge coordinates: pixel j covers [j, j + 1).</param>
/// <param name="Slant">Columns that it moves to the right for each row.</param>
internal readonly record struct CatchBall(double Start, double Slant)
{
    /// <summary>Draws a ball in the middle of a uniformly random pixel with a slant uniform in [-1, 1), up to 45°.</summary>
    public static CatchBall Draw(ref RandomStream random, int side) => new(random.NextInt(side) + 0.5, random.NextDouble(-1, 1));

    /// <summary>Its pixel column after <paramref name="rows"/> rows, on a screen <paramref name="side"/> pixels wide.</summary>
    public int Column(int rows, int side)
    {
        // A path between mirrors is a folded straight line; both directions together are one period.
        double unfolded = Start + rows * Slant;
        double place = unfolded - 2.0 * side * Math.Floor(unfolded / (2.0 * side));
        double folded = place <= side ? place : 2.0 * side - place;
        return Math.Min((int)folded, side - 1);
    }
}
