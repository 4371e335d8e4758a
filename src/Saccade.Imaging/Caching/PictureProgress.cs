namespace Saccade.Imaging.Caching;

/// <summary>The progress of opening a set of pictures.</summary>
/// <param name="Decoding">Whether pictures are decoded; before that their contents are hashed.</param>
/// <param name="Done">The number of pictures done.</param>
/// <param name="Total">The number of pictures.</param>
public readonly record struct PictureProgress(bool Decoding, int Done, int Total);
