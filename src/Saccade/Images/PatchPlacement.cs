namespace Saccade.Images;

/// <summary>
/// Where a patch of side w starts on an axis of n pixels, for the point p = (r·l + 1)/2 · n. Models that other programs trained keep
/// their placement.
/// </summary>
public enum PatchPlacement
{
    /// <summary>⌊p − w/2 + ½⌋: rounded, halves upwards.</summary>
    Nearest,

    /// <summary>⌊p⌋ − ⌊w/2⌋: the point is rounded down, as in kevinzakka/recurrent-visual-attention.</summary>
    Down,

    /// <summary>p − w/2 with n + 1 pixels in p, rounded, halves to the even number, as in amasky/ram.</summary>
    Wide,
}
