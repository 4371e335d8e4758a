namespace Saccade.Imaging.Caching;

/// <summary>
/// The layout of a pack file: magic (8 bytes), offset of the index (8 bytes, little-endian), pixels, index, hash of the index. The index
/// has the number of pictures, and for each its content hash, whether it was decoded, then offset, channels, height and width or the
/// reason.
/// </summary>
internal static class PackFormat
{
    /// <summary>Bytes before the pixels.</summary>
    public const int HeaderBytes = 16;

    /// <summary>The most bytes of an index.</summary>
    public const int MostIndexBytes = 1 << 30;

    /// <summary>The first bytes of a pack; the digit is the version.</summary>
    public static ReadOnlySpan<byte> Magic => "SACPACK1"u8;
}
