namespace Saccade.Images;

/// <summary>A square of image pixels, parts of which may lie outside of the image.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Side">Columns and rows.</param>
public readonly record struct PatchBox(int Left, int Top, int Side);
