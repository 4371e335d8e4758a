namespace Saccade.Images;

/// <summary>
/// The only converter between normalised locations and pixels. A location l in [-1, 1] is the point p = (reach·l + 1)/2 · size in edge
/// coordinates, where pixel j covers [j, j + 1); a patch of side w begins at round(p − w/2), halves upwards, so that a move of one pixel
/// moves the patch by one pixel. Patches of even sides around one p are concentric: p is rounded once, then whole numbers are subtracted.
/// <see cref="PatchPlacement"/> has the placements of other programs.
/// </summary>
public static class PatchGeometry
{
    /// <summary>The point p of a location in edge coordinates, 0 to <paramref name="size"/>.</summary>
    /// <param name="l">The location, clamped to [-1, 1].</param>
    /// <param name="size">Pixels of the axis.</param>
    /// <param name="reach">The part of half the axis that l = 1 moves the point by.</param>
    /// <exception cref="ArgumentException"><paramref name="l"/> is NaN.</exception>
    public static double Centre(float l, int size, double reach = 1)
    {
        if (float.IsNaN(l))
        {
            throw new ArgumentException("A location was NaN; it must be a number (the sensor clamps it to [-1, 1]).", nameof(l));
        }
        return (reach * Math.Clamp((double)l, -1, 1) + 1) / 2 * size;
    }

    /// <summary>The first pixel, possibly negative, of a patch of <paramref name="side"/> pixels centred at <paramref name="l"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="l"/> is NaN.</exception>
    public static int PatchStart(float l, int size, int side, double reach = 1, PatchPlacement placement = PatchPlacement.Nearest) =>
        placement switch
        {
            PatchPlacement.Down => (int)Math.Floor(Centre(l, size, reach)) - side / 2,
            PatchPlacement.Wide => (int)Math.Round(Centre(l, size + 1, reach) - side / 2.0),
            _ => (int)Math.Floor(Centre(l, size, reach) + (side % 2 == 0 ? 0.5 : 0)) - side / 2,
        };
}
