using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Model;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class EpisodeFigureTests
{
    private static readonly FigureOptions s_small = new() { Scale = 1 };

    [Fact]
    public void The_animation_has_a_frame_for_each_step_and_a_longer_one_for_the_end()
    {
        byte[] file = EpisodeFigure.Animate(Trace(), s_small);
        using SKCodec codec = SKCodec.Create(new MemoryStream(file));
        Assert.Equal(SKEncodedImageFormat.Webp, codec.EncodedFormat);
        Assert.Equal([200, 200, 200, 1500], codec.FrameInfo.Select(frame => frame.Duration));
        Assert.Equal(file, EpisodeFigure.Animate(Trace(), s_small));
    }

    [Fact]
    public void The_strip_shows_every_screen()
    {
        using SKBitmap strip = SKBitmap.Decode(EpisodeFigure.Strip(Trace(), s_small));
        // The ball of step i is at row i, column i of a tile with 96 / 4 = 24 pixels for each; tiles are 12 apart.
        for (int step = 0; step < 4; step++)
        {
            int left = 20 + step * (96 + 12), top = 20 + 40;
            Assert.Equal(SKColors.White, strip.GetPixel(left + step * 24 + 18, top + step * 24 + 18));
            Assert.Equal(SKColors.Black, strip.GetPixel(left + 3 * 24 + 18, top + (step == 0 ? 1 : 0) * 24 + 18));
        }
    }

    [Fact]
    public void Traces_that_do_not_fit_together_are_refused()
    {
        Assert.Contains("no steps", Assert.Throws<SaccadeException>(() => EpisodeFigure.Animate(Trace() with { Steps = [] })).Message);
        Assert.Contains("last screen holds 3", Assert.Throws<SaccadeException>(() => EpisodeFigure.Strip(Trace() with { LastScreen = new byte[3] })).Message);
        EpisodeTrace wrong = Trace() with { Steps = [Trace().Steps[0] with { Probabilities = [1] }] };
        Assert.Contains("it must have 3 moves", Assert.Throws<SaccadeException>(() => EpisodeFigure.Strip(wrong)).Message);
    }

    /// <summary>Three steps on a 4×4 screen, the ball on its diagonal; the sensor looks elsewhere.</summary>
    private static EpisodeTrace Trace() => new()
    {
        Steps = [.. Enumerable.Range(0, 3).Select(step => new GlimpseTrace
        {
            Size = new(1, 4, 4),
            Sensor = new SensorOptions { PatchSide = 1 },
            Pixels = Screen(step),
            Label = step,
            Locations = [-0.75f, 0.75f],
            Retinas = [0],
            Probabilities = [0.5f, 0.25f, 0.25f],
            Baselines = [0.5f],
        })],
        LastScreen = Screen(3),
        Caught = true,
    };

    private static byte[] Screen(int step)
    {
        byte[] screen = new byte[16];
        screen[5 * step] = 255;
        return screen;
    }
}
