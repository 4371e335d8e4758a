namespace Saccade.Geometry;

/// <summary>
/// The only converter between normalised locations and pixels. A location l in [-1, 1] is the point
/// p = (reach·l + 1)/2 · size in edge coordinates, where pixel j covers [j, j + 1); a patch of side w begins at
/// round(p − w/2), halves upwards, so that moving by a whole pixel always moves the patch by just that. Only p is rounded,
/// and whole numbers are taken off it, so that of patches of even sides around p each is in the middle of the next.
/// </summary>
public static class PatchGeometry
{
    /// <summary>The point in edge coordinates, in [0, <paramref name="size"/>], at which location <paramref name="l"/> lies; l is clamped to [-1, 1].</summary>
    /// <exception cref="ArgumentException"><paramref name="l"/> is not a number.</exception>
    public static double Centre(float l, int size, double reach = 1)
    {
        if (float.IsNaN(l))
        {
            throw new ArgumentException("A location was NaN; it must be a number (the sensor clamps it to [-1, 1]).", nameof(l));
        }
        return (reach * Math.Clamp((double)l, -1, 1) + 1) / 2 * size;
    }

    /// <summary>The first pixel, possibly negative, that a patch of <paramref name="side"/> pixels centred at <paramref name="l"/> covers.</summary>
    /// <exception cref="ArgumentException"><paramref name="l"/> is not a number.</exception>
    public static int PatchStart(float l, int size, int side, double reach = 1) =>
        (int)Math.Floor(Centre(l, size, reach) + (side % 2 == 0 ? 0.5 : 0)) - side / 2;
}

/// <summary>A square of image pixels; parts of it may lie outside of the image.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Side">Columns and rows.</param>
public readonly record struct PatchBox(int Left, int Top, int Side);
