using Saccade.Errors;
using Saccade.Experiments.Export;
using Saccade.Tests.Data;
using SkiaSharp;

namespace Saccade.Tests.Experiments.Export;

public sealed class PictureFileTests : IDisposable
{
    // 40×20 pixels, light on the left and black on the right.
    private const string Gif =
        "R0lGODdhKAAUAIEAAAAAAP///wAAAAAAACwAAAAAKAAUAEAIVgADCBxIEIDBgwgTKlxokKDDAAwjSjz4sODEiworDsTIkaJGiB05fgQZ8uLIkh"
        + "hPopyocmXEli4XwoyZcCZNjxpvyvyoMyPPnght6hR6kyhNozGRugwIADs=";
    private const string ProgressiveJpeg =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PT"
        + "gyPC4zNDL/wgALCAAUACgBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAAcG/9oACAEBAAAAAd/IM+X+QZ8v8gz5/8QAGBAAAwEBAAAAAAAAAAAA"
        + "AAAABSA1ABD/2gAIAQEAAQUCxuuhuuhuv3//xAAZEAACAwEAAAAAAAAAAAAAAAABAyCCsgD/2gAIAQEABj8C59ciL65EX1yIf//EABQQAQAAAA"
        + "AAAAAAAAAAAAAAADD/2gAIAQEAAT8hdBBD/9oACAEBAAAAEIQh/8QAFBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBAQABPxB6KKP/2Q==";
    private const string CmykJpeg =
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAIBgYHBgUIBwcHCQkICgwUDQwLCwwZEhMPFB0aHx4dGhwcICQuJyAiLCMcHCg3KSwwMTQ0NB8nOT04Mj"
        + "wuMzQy/8AAFAgAFAAoBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQEC"
        + "AwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dX"
        + "Z3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4E"
        + "QwBNAFkASwAAPwD3+vf69/r3+iiivkD42/8AJXtd/wC3f/0njooorz+iiiiiiiiiiivv+iiivkD42/8AJXtd/wC3f/0njooorz+iiiiiiiiiii"
        + "vv+iiivkD42/8AJXtd/wC3f/0njooorz+iiiiiiiiv/9k=";

    private const int Block = 8;
    private static readonly byte[] s_grays = [0, 50, 100, 150, 200, 250];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "abc def")]
    [InlineData(2, "cba fed")]
    [InlineData(3, "fed cba")]
    [InlineData(4, "def abc")]
    [InlineData(5, "ad be cf")]
    [InlineData(6, "da eb fc")]
    [InlineData(7, "fc eb da")]
    [InlineData(8, "cf be ad")]
    public void A_photo_is_turned_as_its_orientation_says(byte orientation, string seen)
    {
        byte[] jpeg = Encode(3 * Block, 2 * Block, (x, y) => Gray(s_grays[3 * (y / Block) + x / Block]), SKEncodedImageFormat.Jpeg);
        byte[] exif =
            [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        _folder.Write("photo.jpg", [.. jpeg[..2], .. exif, .. jpeg[2..]]);
        TraceImages image = TraceImages.Read(_folder["photo.jpg"], null, 1);
        string[] rows = seen.Split(' ');
        Assert.Equal(new(1, rows.Length * Block, rows[0].Length * Block), image.Size);
        Assert.Equal(rows, Enumerable.Range(0, rows.Length).Select(row => string.Concat(Enumerable.Range(0, rows[0].Length).Select(column =>
            (char)('a' + (Pixel(image, column * Block + Block / 2, row * Block + Block / 2) + 25) / 50)))));
    }

    [Theory]
    [InlineData(Gif)]
    [InlineData(ProgressiveJpeg)]
    [InlineData(CmykJpeg)]
    public void Pictures_of_other_formats_show_the_same(string base64)
    {
        _folder.Write("picture", Convert.FromBase64String(base64));
        TraceImages image = TraceImages.Read(_folder["picture"], null, 1);
        Assert.Equal(new(1, 20, 40), image.Size);
        Assert.InRange(Pixel(image, 2, 17), 247, 255);
        Assert.InRange(Pixel(image, 19, 10), 0, 8);
        Assert.InRange(Pixel(image, 37, 2), 0, 8);
    }

    [Fact]
    public void Bitmaps_and_webp_keep_their_colours()
    {
        // Rows of a bitmap come from below, pixels as blue, green, red, and a row has a multiple of four bytes.
        byte[] header =
            [.. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, .. new byte[24]];
        _folder.Write("a.bmp", [.. header, 1, 2, 3, 0, 7, 8, 9, 0]);
        Assert.Equal([9, 3, 8, 2, 7, 1], TraceImages.Read(_folder["a.bmp"], null, 3).Pixels.ToArray());

        using SKBitmap bitmap = Bitmap(2, 1, (x, _) => new((byte)(200 + x), 20, 30));
        using SKPixmap? pixels = bitmap.PeekPixels();
        using SKData webp = pixels!.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100))!;
        _folder.Write("a.webp", webp.ToArray());
        Assert.Equal([200, 201, 20, 20, 30, 30], TraceImages.Read(_folder["a.webp"], null, 3).Pixels.ToArray());
    }

    [Theory]
    [InlineData("HEIF or AVIF", "\0\0\0\u0018ftypheic")]
    [InlineData("JPEG XL", "\0\0\0\u000CJXL ")]
    [InlineData("PDF", "%PDF-1.7")]
    [InlineData("SVG", "<svg xmlns")]
    public void What_can_not_be_read_is_named_with_what_may_be_given(string format, string start)
    {
        _folder.Write("picture", [.. start.Select(c => (byte)c), .. new byte[20]]);
        ErrorData error = Refused("picture");
        Assert.Equal((ErrorKind.NotAllowed, $"it is a {format} file, a format that is not read"), (error.Kind, error.Detail));
        Assert.Equal("save it as PNG, JPEG, WebP, GIF, BMP or TIFF", error.Remedy);
    }

    [Fact]
    public void An_animation_shows_its_first_frame_and_a_damaged_and_a_huge_picture_are_refused()
    {
        byte[] frame = [0x21, 0xF9, 4, 4, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        _folder.Write("two.gif", [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. frame, .. frame, 0x3B]);
        Assert.Equal(new(1, 1, 1), TraceImages.Read(_folder["two.gif"], null, 1).Size);

        byte[] jpeg = Encode(64, 64, (x, y) => Gray((byte)(x * y)), SKEncodedImageFormat.Jpeg);
        _folder.Write("cut.jpg", jpeg[..(jpeg.Length / 2)]);
        Assert.Equal((ErrorKind.Damaged, "the JPEG file is damaged or truncated"), (Refused("cut.jpg").Kind, Refused("cut.jpg").Detail));

        // The height and width of the frame header, without the pixels for it.
        int header = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (jpeg[header + 5], jpeg[header + 7]) = (0xFF, 0xFF);
        _folder.Write("huge.jpg", jpeg);
        Assert.Equal((ErrorKind.OutOfRange, "1 to 100,000,000 pixels"), (Refused("huge.jpg").Kind, Refused("huge.jpg").Allowed));
    }

    private static byte Pixel(TraceImages image, int x, int y) => image.Pixels.Span[y * image.Size.Width + x];

    private static SKColor Gray(byte gray) => new(gray, gray, gray);

    private static byte[] Encode(int width, int height, Func<int, int, SKColor> colour, SKEncodedImageFormat format)
    {
        using SKBitmap bitmap = Bitmap(width, height, colour);
        using SKData data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    private static SKBitmap Bitmap(int width, int height, Func<int, int, SKColor> colour)
    {
        SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, colour(x, y));
            }
        }
        return bitmap;
    }

    private ErrorData Refused(string file)
    {
        ErrorData error = Assert.Throws<SaccadeException>(() => TraceImages.Read(_folder[file], null, 1)).Error;
        Assert.Equal(_folder[file], error.Path);
        return error;
    }
}
