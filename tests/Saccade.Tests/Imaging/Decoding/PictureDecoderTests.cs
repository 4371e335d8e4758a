using BitMiracle.LibTiff.Classic;
using Saccade.Data;
using Saccade.Errors;
using Saccade.Imaging.Decoding;
using SkiaSharp;

namespace Saccade.Tests.Imaging.Decoding;

public sealed class PictureDecoderTests
{
    private static readonly SKColor s_red = new(255, 0, 0);

    [Theory]
    [InlineData(0, 60, 40)]
    [InlineData(20, 30, 20)]
    [InlineData(80, 120, 80)]
    public void The_shorter_side_is_scaled_and_the_aspect_kept(int shortSide, int width, int height)
    {
        foreach (SKEncodedImageFormat format in new[] { SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp })
        {
            byte[] content = Drawing.Encode(60, 40, (x, _) => x < 30 ? SKColors.White : s_red, format);

            Picture picture = PictureDecoder.Decode(content, new() { ShortSide = shortSide });

            Assert.Equal(new(3, height, width), picture.Size);
            Assert.InRange(At(picture, 2, width / 4, height / 2), 250, 255);
            Assert.InRange(At(picture, 0, 3 * width / 4, height / 2), 250, 255);
            Assert.InRange(At(picture, 2, 3 * width / 4, height / 2), 0, 5);
        }
    }

    [Theory]
    [InlineData(PictureGround.White, 255)]
    [InlineData(PictureGround.Gray, 128)]
    [InlineData(PictureGround.Black, 0)]
    public void What_is_transparent_lies_on_the_ground(PictureGround ground, byte behind)
    {
        byte[] content = Drawing.Encode(2, 1, (x, _) => new(100, 100, 100, (byte)(x == 0 ? 0 : 255)));

        Picture picture = PictureDecoder.Decode(content, new() { Channels = 1, Ground = ground });

        Assert.Equal([behind, 100], picture.Pixels);
    }

    [Fact]
    public void Png_of_every_depth_and_kind_is_read()
    {
        // Two pixels each, 16 bits a sample where nothing else is said.
        Assert.Equal([0x12, 0xFE], Gray(RawPng.Row(2, 16, 0, [0x12, 0x34, 0xFE, 0x00])));
        Assert.Equal([255, 0], Gray(RawPng.Row(2, 1, 0, [0x80])));
        Assert.Equal([85, 170], Gray(RawPng.Row(2, 2, 0, [0x60])));
        Assert.Equal([0x33, 0xCC], Gray(RawPng.Row(2, 4, 0, [0x3C])));
        Assert.Equal([0x10, 0x40, 0x20, 0x50, 0x30, 0x60],
            Colour(RawPng.Row(2, 16, 2, [0x10, 0, 0x20, 0, 0x30, 0, 0x40, 0, 0x50, 0, 0x60, 0])));
        // A palette of two colours, of which tRNS makes the second half transparent: it lies on white.
        byte[] palette = [10, 20, 30, 200, 100, 0];
        Assert.Equal([10, 200, 20, 100, 30, 0], Colour(RawPng.Row(2, 1, 3, [0x40], palette)));
        Near([10, 228, 20, 178, 30, 128], Colour(RawPng.Row(2, 8, 3, [0, 1], palette, [255, 127])));
        // tRNS of gray names the value that is transparent.
        Assert.Equal([0, 100], Gray(RawPng.Row(2, 8, 0, [77, 100], transparent: [0, 77]), PictureGround.Black));
        // Gray with alpha, of 8 and 16 bits.
        Near([60, 100], Gray(RawPng.Row(2, 8, 4, [120, 128, 100, 255]), PictureGround.Black));
        Near([60, 100], Gray(RawPng.Row(2, 16, 4, [120, 0, 128, 0, 100, 0, 255, 255]), PictureGround.Black));
        Assert.Equal([10, 255, 20, 255, 30, 255],
            Colour(RawPng.Row(2, 16, 6, [10, 0, 20, 0, 30, 0, 255, 255, 1, 0, 2, 0, 3, 0, 0, 0])));

        static void Near(byte[] expected, byte[] actual) =>
            Assert.All(expected.Zip(actual, (one, other) => one - other), difference => Assert.InRange(difference, -1, 1));

        static byte[] Colour(byte[] png) => PictureDecoder.Decode(png, new()).Pixels;

        static byte[] Gray(byte[] png, PictureGround ground = PictureGround.White) =>
            PictureDecoder.Decode(png, new() { Channels = 1, Ground = ground }).Pixels;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(16)]
    public void Tiff_of_every_depth_is_read(int bits)
    {
        byte[] content = Tiff(3, 2, bits, photometric: Photometric.MINISBLACK, orientation: 1);

        Picture picture = PictureDecoder.Decode(content, new() { Channels = 1 });

        Assert.Equal(new(1, 2, 3), picture.Size);
        Assert.Equal([255, 0, 0, 255, 0, 0], picture.Pixels);
    }

    [Fact]
    public void Tiff_is_turned_as_its_orientation_says()
    {
        // The first row of the file is seen on the right, the first column on top.
        Picture picture = PictureDecoder.Decode(Tiff(3, 2, 8, Photometric.MINISBLACK, orientation: 6), new() { Channels = 1 });

        Assert.Equal(new(1, 3, 2), picture.Size);
        Assert.Equal([255, 255, 0, 0, 0, 0], picture.Pixels);
    }

    [Fact]
    public void What_is_too_large_is_refused_before_it_is_unpacked()
    {
        byte[] content = Drawing.Gray(100, 100, 0);

        ErrorData tooLarge = Refused(content, new() { MostPixels = 9_999 });
        // One row of 2,000 pixels would become 4,096 rows of 8 million.
        ErrorData scaled = Refused(Drawing.Gray(2000, 1, 0), new() { ShortSide = 4096, MostAspect = 2000 });

        Assert.Equal((ErrorKind.OutOfRange, "1 to 9,999 pixels"), (tooLarge.Kind, tooLarge.Allowed));
        Assert.Equal((ErrorKind.OutOfRange, "size"), (scaled.Kind, scaled.Key));
    }

    [Fact]
    public void What_is_no_picture_has_its_reason()
    {
        Assert.Equal("the file is empty", Refused([], new()).Detail);
        Assert.Equal("it is not a picture", Refused([.. "plain text"u8], new()).Detail);
        Assert.Equal("it is a HEIF or AVIF file, a format that is not read", Refused([.. "\0\0\0\u0018ftypheic"u8], new()).Detail);
        Assert.Equal("the TIFF file is damaged or truncated", Refused([.. "II*\0"u8, 8, 0, 0, 0], new()).Detail);
    }

    [Fact]
    public void A_tiff_that_claims_more_values_than_it_has_takes_no_memory()
    {
        byte[] content = Tiff(9, 7, 8, Photometric.MINISBLACK, orientation: 1);
        // The number of values of the first entry.
        BitConverter.TryWriteBytes(content.AsSpan(BitConverter.ToInt32(content, 4) + 6), 1 << 30);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ErrorKind.Damaged, Refused(content, new()).Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void Mutated_files_are_decoded_or_refused()
    {
        byte[][] sound =
        [
            Drawing.Gray(9, 7, 200), Drawing.Gray(9, 7, 200, SKEncodedImageFormat.Jpeg), Drawing.Gray(9, 7, 200, SKEncodedImageFormat.Webp),
            Tiff(9, 7, 8, Photometric.MINISBLACK, orientation: 1),
        ];
        System.Random random = new(1);
        foreach (byte[] content in sound)
        {
            for (int trial = 0; trial < 200; trial++)
            {
                byte[] mutated = [.. content.AsSpan(0, trial % 4 == 0 ? random.Next(content.Length) : content.Length)];
                for (int i = 0; i < 1 + trial % 3 && mutated.Length > 0; i++)
                {
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                }
                try
                {
                    Picture picture = PictureDecoder.Decode(mutated, new() { MostPixels = 1_000_000, ShortSide = 16 });
                    Assert.Equal(picture.Size.Pixels, picture.Pixels.Length);
                }
                catch (SaccadeException e)
                {
                    Assert.NotEmpty(e.Message);
                }
            }
        }
    }

    [Theory]
    [InlineData("plain.jpg")]
    [InlineData("prog.jpg")]
    [InlineData("exif6.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("a.webp")]
    [InlineData("a.gif")]
    [InlineData("a.bmp")]
    [InlineData("a.tiff")]
    public void Pictures_as_people_have_them_are_decoded(string name)
    {
        string? shared = Environment.GetEnvironmentVariable("SACCADE_IMAGES");
        Assert.SkipWhen(shared is null, "SACCADE_IMAGES names no folder of the shared pictures.");
        Picture picture = PictureDecoder.Read(Path.Combine(shared, "cases", name), new());
        Picture plain = PictureDecoder.Read(Path.Combine(shared, "cases", "plain.jpg"), new());

        if (picture.Size == plain.Size)
        {
            Assert.InRange(picture.Pixels.Zip(plain.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 6);
        }
        else
        {
            Assert.Equal(plain.Size with { Height = plain.Size.Width, Width = plain.Size.Height }, picture.Size);
        }
    }

    /// <summary>A TIFF whose first column is white and all others black.</summary>
    private static byte[] Tiff(int width, int height, int bits, Photometric photometric, int orientation)
    {
        MemoryStream stream = new();
        using (Tiff tiff = BitMiracle.LibTiff.Classic.Tiff.ClientOpen("test", "w", stream, new TiffStream()))
        {
            tiff.SetField(TiffTag.IMAGEWIDTH, width);
            tiff.SetField(TiffTag.IMAGELENGTH, height);
            tiff.SetField(TiffTag.BITSPERSAMPLE, bits);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, 1);
            tiff.SetField(TiffTag.PHOTOMETRIC, photometric);
            tiff.SetField(TiffTag.ORIENTATION, orientation);
            tiff.SetField(TiffTag.ROWSPERSTRIP, height);
            byte[] row = new byte[(width * bits + 7) / 8];
            row.AsSpan(0, Math.Max(1, bits / 8)).Fill((byte)(bits == 1 ? 0x80 : 0xFF));
            for (int y = 0; y < height; y++)
            {
                tiff.WriteScanline(row, y);
            }
            tiff.FlushData();
            // Before the writer closes the stream.
            tiff.WriteDirectory();
            return stream.ToArray();
        }
    }

    private static ErrorData Refused(byte[] content, DecodingOptions options) =>
        Assert.Throws<SaccadeException>(() => PictureDecoder.Decode(content, options)).Error;

    private static byte At(Picture picture, int channel, int x, int y) =>
        picture.Pixels[(channel * picture.Size.Height + y) * picture.Size.Width + x];
}
