using Saccade.Data.Formats;
using Saccade.Errors;
using Saccade.Experiments.Export;
using Saccade.Images;
using Saccade.Tests.Data;
using SkiaSharp;

namespace Saccade.Tests.Experiments.Export;

public sealed class TraceImagesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_png_becomes_its_luminance_or_its_colours()
    {
        WritePng(
            "a.png", 3, 2, (x, y) => (x, y) switch
            {
                (0, 0) => SKColors.White,
                (1, 0) => new SKColor(255, 0, 0),
                (2, 1) => new SKColor(10, 20, 30),
                _ => SKColors.Black,
            });
        TraceImages gray = TraceImages.Read(_folder["a.png"], null, 1);
        Assert.Equal(new(1, 2, 3), gray.Size);
        // 0.299·255 = 76.2; 0.299·10 + 0.587·20 + 0.114·30 = 18.2.
        Assert.Equal([255, 76, 0, 0, 0, 18], gray.Pixels.ToArray());
        Assert.Null(gray.Labels);
        TraceImages colour = TraceImages.Read(_folder["a.png"], null, 3);
        Assert.Equal([255, 255, 0, 0, 0, 10], colour.Pixels.ToArray()[..6]);
        Assert.Equal([255, 0, 0, 0, 0, 30], colour.Pixels.ToArray()[12..]);
    }

    [Fact]
    public void Inverted_every_pixel_is_255_less_itself() => Assert.Equal(
        [255, 0, 245], new TraceImages(new byte[] { 0, 255, 10 }, null, new(1, 1, 3)).Inverted().Pixels.ToArray());

    [Fact]
    public void What_is_transparent_lies_on_black()
    {
        WritePng("a.png", 2, 1, (x, _) => new SKColor(255, 255, 255, x == 0 ? (byte)0 : (byte)51));
        Assert.Equal([0, 51], TraceImages.Read(_folder["a.png"], null, 1).Pixels.ToArray());
    }

    [Fact]
    public void Idx_files_come_with_labels_or_without_and_can_be_cut()
    {
        ImageSet set = Digits.Noise(3, new(1, 2, 5));
        IdxFile.WriteImages(_folder["images"], set);
        IdxFile.WriteLabels(_folder["labels"], set.Labels);
        Assert.Null(TraceImages.Read(_folder["images"], null, 1).Labels);
        TraceImages two = TraceImages.Read(_folder["images"], _folder["labels"], 1).First(2);
        Assert.Equal(2, two.Count);
        Assert.Equal([0, 1], two.Labels!.ToArray());
        Assert.Equal([.. set.Image(0), .. set.Image(1)], two.Pixels.ToArray());
    }

    [Fact]
    public void What_can_not_be_traced_is_refused()
    {
        WritePng("a.png", 4, 4, (_, _) => SKColors.White);
        byte[] png = File.ReadAllBytes(_folder["a.png"]);
        _folder.Write("cut.png", png[..^30]);
        _folder.Write("head.png", png[..8]);
        _folder.Write("text", "hello"u8.ToArray());
        _folder.Write("empty", []);
        IdxFile.WriteImages(_folder["three"], Digits.Noise(3, new(1, 2, 5)));
        IdxFile.WriteLabels(_folder["two"], new Labels(new byte[2]));

        Assert.Equal(ErrorKind.Missing, Refused("none").Kind);
        Assert.Equal((ErrorKind.NotAllowed, "it is neither an IDX file nor a picture"), (Refused("text").Kind, Refused("text").Detail));
        Assert.Equal((ErrorKind.Damaged, "it is empty"), (Refused("empty").Kind, Refused("empty").Detail));
        Assert.Equal((ErrorKind.Damaged, "the PNG file is damaged or truncated"), (Refused("cut.png").Kind, Refused("cut.png").Detail));
        Assert.Equal((ErrorKind.Damaged, "the PNG file is damaged or truncated"), (Refused("head.png").Kind, Refused("head.png").Detail));
        Assert.Equal((ErrorKind.Mismatch, "1 or 3 of a picture", "2"), Values(Refused("a.png", channels: 2)));
        Assert.Equal((ErrorKind.Mismatch, 1, "3"), Values(Refused("three", channels: 3)));
        Assert.Equal((ErrorKind.Mismatch, 3, null), Values(Refused("three", "two")));
        Assert.Equal((ErrorKind.Mismatch, 1, null), Values(Refused("a.png", "two")));
    }

    private static (ErrorKind, object?, string?) Values(ErrorData error) => (error.Kind, error.Value, error.Allowed);

    private ErrorData Refused(string file, string? labels = null, int channels = 1)
    {
        ErrorData error = Assert.Throws<SaccadeException>(
            () => TraceImages.Read(_folder[file], labels is null ? null : _folder[labels], channels)).Error;
        Assert.Equal(_folder[file], error.Path);
        return error;
    }

    private void WritePng(string name, int width, int height, Func<int, int, SKColor> colour)
    {
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, colour(x, y));
            }
        }
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        _folder.Write(name, data.ToArray());
    }
}
