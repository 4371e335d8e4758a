namespace Saccade.Imaging.Decoding;

/// <summary>A decoded picture.</summary>
/// <param name="Size">Channels, height and width.</param>
/// <param name="Pixels">Pixels [C, H, W], 0 to 255.</param>
public sealed record Picture(ImageSize Size, byte[] Pixels);
