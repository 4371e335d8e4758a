using System.Buffers.Binary;
using System.Text;

namespace Saccade.Figures.Drawing;

/// <summary>
/// Joins images of one size into a lossless animated WebP. Skia encodes single images; the container around them (RIFF:
/// VP8X, ANIM, one ANMF for each frame) is written here. Each frame stores only the rectangle that changed.
/// </summary>
internal static class AnimatedWebP
{
    private const byte IsAnimated = 1 << 1, DoNotBlend = 1 << 1;
    private const float Effort = 100;

    /// <summary>Creates a file that plays in an endless loop; the frames, at least one, are opaque and of one size.</summary>
    public static byte[] Join(IReadOnlyList<SKImage> frames, IReadOnlyList<int> milliseconds)
    {
        using MemoryStream body = new();
        body.Write("WEBP"u8);
        Write(body, "VP8X", [IsAnimated, 0, 0, 0, .. Three(frames[0].Width - 1), .. Three(frames[0].Height - 1)]);
        // Background (unused) and how often to play, 0 for ever.
        Write(body, "ANIM", new byte[6]);
        for (int i = 0; i < frames.Count; i++)
        {
            using SKPixmap pixels = frames[i].PeekPixels();
            SKRectI part = SKRectI.Create(pixels.Width, pixels.Height);
            if (i > 0)
            {
                using SKPixmap before = frames[i - 1].PeekPixels();
                part = Changed(before, pixels);
            }
            using SKPixmap shown = pixels.ExtractSubset(part)!;
            // Offsets are stored in units of two pixels.
            Write(body, "ANMF",
            [
                .. Three(part.Left / 2), .. Three(part.Top / 2), .. Three(part.Width - 1), .. Three(part.Height - 1),
                .. Three(milliseconds[i]), DoNotBlend, .. Lossless(shown),
            ]);
        }
        using MemoryStream file = new();
        Write(file, "RIFF", body.ToArray());
        return file.ToArray();
    }

    /// <summary>The smallest rectangle with all differences, its corner at even coordinates; one pixel where there are none.</summary>
    private static SKRectI Changed(SKPixmap before, SKPixmap now)
    {
        ReadOnlySpan<uint> old = before.GetPixelSpan<uint>(), fresh = now.GetPixelSpan<uint>();
        int width = now.Width, left = width, right = 0, top = now.Height, bottom = 0;
        for (int y = 0; y < now.Height; y++)
        {
            ReadOnlySpan<uint> a = old.Slice(y * width, width), b = fresh.Slice(y * width, width);
            int same = a.CommonPrefixLength(b);
            if (same == width)
                continue;
            int last = width - 1;
            while (a[last] == b[last])
            {
                last--;
            }
            (left, right) = (Math.Min(left, same), Math.Max(right, last + 1));
            (top, bottom) = (Math.Min(top, y), y + 1);
        }
        return bottom == 0 ? SKRectI.Create(1, 1) : new(left & ~1, top & ~1, right, bottom);
    }

    /// <summary>The image chunk of the WebP file that Skia encodes.</summary>
    private static byte[] Lossless(SKPixmap pixels)
    {
        using SKPixmap opaque = new(pixels.Info.WithAlphaType(SKAlphaType.Opaque), pixels.GetPixels(), pixels.RowBytes);
        using SKData data = opaque.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, Effort))
            ?? throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "frame", Value: $"{pixels.Width}×{pixels.Height}",
                Allowed: "up to 16383 pixels a side in WebP"));
        ReadOnlySpan<byte> file = data.AsSpan();
        int at = 12;
        while (!file.Slice(at, 4).SequenceEqual("VP8L"u8))
        {
            at += 8 + Padded(BinaryPrimitives.ReadInt32LittleEndian(file[(at + 4)..]));
        }
        return file.Slice(at, 8 + Padded(BinaryPrimitives.ReadInt32LittleEndian(file[(at + 4)..]))).ToArray();
    }

    private static void Write(MemoryStream file, string kind, byte[] content)
    {
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, content.Length);
        file.Write(Encoding.ASCII.GetBytes(kind));
        file.Write(size);
        file.Write(content);
        if (content.Length % 2 != 0)
            file.WriteByte(0);
    }

    private static int Padded(int length) => length + length % 2;

    private static byte[] Three(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
