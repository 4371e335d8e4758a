namespace Saccade.Imaging.Caching;

/// <summary>A picture of a pack.</summary>
/// <param name="Offset">Where its pixels begin in the file.</param>
/// <param name="Size">Channels, height and width.</param>
/// <param name="Reason">Why it cannot be decoded; null if it was. Then there are no pixels.</param>
internal readonly record struct PackEntry(long Offset, ImageSize Size, string? Reason);
