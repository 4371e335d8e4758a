namespace Saccade.Experiments.Export;

/// <summary>A format of pictures, recognised by its first bytes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsRead">Whether pictures of this format can be read.</param>
/// <param name="Starts">The bytes at the start of a file, or one of several possibilities.</param>
/// <param name="Offset">How many bytes stand before them.</param>
internal sealed record PictureFormat(string Name, bool IsRead, byte[][] Starts, int Offset = 0)
{
    /// <summary>As many bytes of a file as are needed to recognise its format.</summary>
    public const int MostBytes = 12;

    private static readonly PictureFormat[] s_all =
    [
        new("PNG", true, [[0x89, .. "PNG\r\n"u8, 0x1A, .. "\n"u8]]),
        new("JPEG", true, [[0xFF, 0xD8, 0xFF]]),
        new("WebP", true, ["WEBP"u8.ToArray()], Offset: 8),
        new("GIF", true, ["GIF87a"u8.ToArray(), "GIF89a"u8.ToArray()]),
        new("BMP", true, ["BM"u8.ToArray()]),
        new("TIFF", false, [[.. "II"u8, 42, 0], [.. "MM"u8, 0, 42], [.. "II"u8, 43, 0], [.. "MM"u8, 0, 43]]),
        new("HEIF or AVIF", false, ["ftyp"u8.ToArray()], Offset: 4),
        new("JPEG XL", false, [[0xFF, 0x0A]]),
        new("JPEG XL", false, ["JXL "u8.ToArray()], Offset: 4),
        new("JPEG 2000", false, ["jP  "u8.ToArray()], Offset: 4),
        new("PDF", false, ["%PDF"u8.ToArray()]),
        new("SVG", false, ["<svg"u8.ToArray(), "<?xml"u8.ToArray()]),
    ];

    /// <summary>The names of the formats that are read, for a message.</summary>
    public static string ReadNames { get; } =
        string.Join(", ", s_all.Where(format => format.IsRead).SkipLast(1).Select(format => format.Name)) + " or BMP";

    /// <summary>The format of a file; null for one of another kind.</summary>
    /// <param name="start">Its first bytes, up to <see cref="MostBytes"/>.</param>
    public static PictureFormat? Of(ReadOnlySpan<byte> start)
    {
        foreach (PictureFormat format in s_all)
        {
            foreach (byte[] bytes in format.Starts)
            {
                if (start.Length >= format.Offset && start[format.Offset..].StartsWith(bytes))
                {
                    return format;
                }
            }
        }
        return null;
    }
}
