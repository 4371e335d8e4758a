namespace Saccade.Inference;

/// <summary>An image of 8-bit pixels of any size, rows from the top, without padding between them.</summary>
/// <param name="Pixels">H·W·C values, 0 black to 255 white.</param>
/// <param name="Width">W, pixels of a row.</param>
/// <param name="Height">H, rows.</param>
/// <param name="Channels">C: 1 for grey, 3 for RGB, 4 for RGBA, or the channels of the model.</param>
/// <param name="Layout">The order of the values.</param>
public readonly record struct PixelImage(
    ReadOnlyMemory<byte> Pixels, int Width, int Height, int Channels = 1, PixelLayout Layout = PixelLayout.Interleaved);
