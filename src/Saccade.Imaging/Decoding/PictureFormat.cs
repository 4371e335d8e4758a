namespace Saccade.Imaging.Decoding;

/// <summary>A format of pictures, recognised by its first bytes.</summary>
public sealed class PictureFormat
{
    /// <summary>The number of bytes of a file that are needed to recognise its format.</summary>
    public const int MostBytes = 12;

    private static readonly PictureFormat[] s_all =
    [
        new("PNG", [[0x89, .. "PNG\r\n"u8, 0x1A, .. "\n"u8]]),
        new("JPEG", [[0xFF, 0xD8, 0xFF]]),
        new("WebP", ["WEBP"u8.ToArray()]) { Offset = 8 },
        new("GIF", ["GIF87a"u8.ToArray(), "GIF89a"u8.ToArray()]),
        new("BMP", ["BM"u8.ToArray()]),
        new("TIFF", [[.. "II"u8, 42, 0], [.. "MM"u8, 0, 42], [.. "II"u8, 43, 0], [.. "MM"u8, 0, 43]]),
        new("HEIF or AVIF", ["ftyp"u8.ToArray()]) { Offset = 4, IsRead = false },
        new("JPEG XL", [[0xFF, 0x0A]]) { IsRead = false },
        new("JPEG XL", ["JXL "u8.ToArray()]) { Offset = 4, IsRead = false },
        new("JPEG 2000", ["jP  "u8.ToArray()]) { Offset = 4, IsRead = false },
        new("PDF", ["%PDF"u8.ToArray()]) { IsRead = false },
        new("SVG", ["<svg"u8.ToArray(), "<?xml"u8.ToArray()]) { IsRead = false },
    ];

    private readonly byte[][] _starts;

    private PictureFormat(string name, byte[][] starts) => (Name, _starts) = (name, starts);

    /// <summary>Its name, such as <c>PNG</c>.</summary>
    public string Name { get; }

    /// <summary>Whether pictures of this format can be read.</summary>
    public bool IsRead { get; private init; } = true;

    /// <summary>The names of the formats that are read, for a message.</summary>
    public static string ReadNames { get; } =
        string.Join(", ", s_all.Where(format => format.IsRead).SkipLast(1).Select(format => format.Name)) + " or TIFF";

    /// <summary>The number of bytes before those that identify it.</summary>
    private int Offset { get; init; }

    /// <summary>The format of a file; null for one of another kind.</summary>
    /// <param name="start">Its first bytes, up to <see cref="MostBytes"/>.</param>
    public static PictureFormat? Of(ReadOnlySpan<byte> start)
    {
        foreach (PictureFormat format in s_all)
        {
            foreach (byte[] bytes in format._starts)
            {
                if (start.Length >= format.Offset && start[format.Offset..].StartsWith(bytes))
                {
                    return format;
                }
            }
        }
        return null;
    }

    internal SaccadeException Damaged(Exception? inner = null) =>
        new(new(ErrorKind.Damaged, Detail: $"the {Name} file is damaged or truncated", Remedy: "make it again"), inner);
}
