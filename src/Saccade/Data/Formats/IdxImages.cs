namespace Saccade.Data.Formats;

/// <summary>The images of an IDX file, without labels.</summary>
/// <param name="Pixels">Pixels [N, C, H, W], 0 to 255.</param>
/// <param name="Count">N, the number of images.</param>
/// <param name="Size">Channels, height and width of each image.</param>
public sealed record IdxImages(ReadOnlyMemory<byte> Pixels, int Count, ImageSize Size);
