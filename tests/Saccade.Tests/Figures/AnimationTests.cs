using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class AnimationTests
{
    private static readonly FigureOptions s_small = new() { Scale = 1 };

    [Fact]
    public void Every_frame_comes_back_to_the_pixel()
    {
        // Odd sizes and places, a frame that repeats the one before, and one that changes a single pixel in a corner.
        SKBitmap[] drawn =
            [Frame((3, 5, 200)), Frame((3, 5, 200)), Frame((3, 5, 200), (12, 8, 90)), Frame((3, 5, 200), (7, 7, 1)), Frame()];
        byte[] file = AnimatedWebP.Join([.. drawn.Select(SKImage.FromBitmap)], [10, 20, 30, 40, 5000]);
        using SKCodec codec = SKCodec.Create(new MemoryStream(file));
        Assert.Equal((13, 9, -1), (codec.Info.Width, codec.Info.Height, codec.RepetitionCount));
        Assert.Equal([10, 20, 30, 40, 5000], codec.FrameInfo.Select(frame => frame.Duration));
        for (int i = 0; i < drawn.Length; i++)
        {
            using SKBitmap shown = Decode(codec, i);
            Assert.Equal(drawn[i].Pixels, shown.Pixels);
        }
    }

    [Fact]
    public void What_stays_is_not_stored_again()
    {
        SKBitmap noise = new(new SKImageInfo(200, 200, SKColorType.Rgba8888, SKAlphaType.Premul));
        noise.Pixels = [.. Enumerable.Range(0, 200 * 200).Select(i =>
            new SKColor((byte)(i * 7919 >> 3), (byte)(i * 104729 >> 5), (byte)(i * 1299709 >> 7)))];
        using SKImage image = SKImage.FromBitmap(noise);
        int one = AnimatedWebP.Join([image], [1]).Length;
        int ten = AnimatedWebP.Join([.. Enumerable.Repeat(image, 10)], [.. Enumerable.Repeat(1, 10)]).Length;
        Assert.InRange(ten, one, one + 10 * 80);
    }

    [Fact]
    public void A_rollout_plays_its_glimpses_and_shows_no_later_ones()
    {
        GlimpseTrace trace = Traces.Lively();
        byte[] file = RolloutAnimation.Render(trace, s_small);
        Assert.Equal(file, RolloutAnimation.Render(trace, s_small));
        using SKCodec codec = SKCodec.Create(new MemoryStream(file));
        Assert.Equal([700, 700, 700, 2000], codec.FrameInfo.Select(frame => frame.Duration));
        for (int step = 0; step < trace.Glimpses; step++)
        {
            using SKBitmap frame = Decode(codec, step);
            bool[] seen = [.. Enumerable.Range(0, trace.Glimpses).Select(t => frame.Pixels.Contains(GlimpseRamp.At(t, trace.Glimpses)))];
            Assert.Equal(Enumerable.Range(0, trace.Glimpses).Select(t => t <= step), seen);
        }
    }

    [Fact]
    public void A_grid_plays_together_and_the_shorter_ones_wait()
    {
        GlimpseTrace[] traces = [Traces.Lively(), Traces.Lively(glimpses: 2, label: 7), Traces.Lively(side: 50, channels: 3)];
        byte[] file = RolloutAnimation.RenderGrid(traces, 3, s_small);
        using SKCodec codec = SKCodec.Create(new MemoryStream(file));
        Assert.Equal(4, codec.FrameCount);
        using SKBitmap last = Decode(codec, 3), still = Traces.Decode(GalleryFigure.Render(traces, 3, s_small));
        // The heading aside, the end is the gallery; it may be wider by its heading.
        int right = Math.Min(last.Width, still.Width);
        Assert.All(Enumerable.Range(70, 100), y => Assert.Equal(Row(still, y, right), Row(last, y, right)));
    }

    [Fact]
    public void Extremes_play_and_what_is_broken_is_refused()
    {
        Assert.NotEmpty(RolloutAnimation.Render(Traces.Lively(glimpses: 1, scales: 8, patch: 1, classes: 1, label: 0), s_small));
        Assert.NotEmpty(RolloutAnimation.Render(Traces.Lively(classes: 200, label: 150, channels: 2), s_small));
        Assert.Throws<OptionException>(() => RolloutAnimation.RenderGrid([]));
        Assert.Throws<SaccadeException>(() => RolloutAnimation.Render(Traces.Lively() with { Frames = [[]] }));
    }

    private static SKColor[] Row(SKBitmap picture, int y, int width) => [.. Enumerable.Range(0, width).Select(x => picture.GetPixel(x, y))];

    private static SKBitmap Decode(SKCodec codec, int frame)
    {
        SKBitmap bitmap = new(codec.Info.WithColorType(SKColorType.Rgba8888).WithAlphaType(SKAlphaType.Premul));
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(bitmap.Info, bitmap.GetPixels(), new SKCodecOptions(frame)));
        return bitmap;
    }

    /// <summary>A gray frame of 13×9 with some pixels of other grays.</summary>
    private static SKBitmap Frame(params (int X, int Y, byte Gray)[] pixels)
    {
        SKBitmap bitmap = new(new SKImageInfo(13, 9, SKColorType.Rgba8888, SKAlphaType.Premul));
        bitmap.Erase(new SKColor(40, 40, 40));
        foreach ((int x, int y, byte gray) in pixels)
        {
            bitmap.SetPixel(x, y, new SKColor(gray, gray, gray));
        }
        return bitmap;
    }
}
