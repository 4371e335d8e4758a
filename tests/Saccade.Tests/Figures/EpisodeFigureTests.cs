using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Figures.Drawing;
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

    [Theory]
    [InlineData(2, "right")]
    [InlineData(1, "right, is stay")]
    public void An_episode_that_is_classified_shows_classes_and_the_last_answer(int label, string outcome)
    {
        GlimpseTrace trace = Trace() with
        {
            Label = label,
            Actions = [],
            Reward = null,
            Probabilities = [0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f, 0.1f, 0.1f, 0.8f],
        };
        Assert.Equal(outcome, EpisodeFigure.OutcomeName(trace));
        using SKBitmap strip = SKBitmap.Decode(EpisodeFigure.Strip(trace, s_small));
        Assert.Equal(SKColors.White, strip.GetPixel(20 + 18, 20 + 40 + 18));
        using SKCodec codec = SKCodec.Create(new MemoryStream(EpisodeFigure.Animate(trace, s_small)));
        Assert.Equal(4, codec.FrameCount);
    }

    [Fact]
    public void Traces_that_do_not_fit_together_are_refused()
    {
        Refused("1 frames", Trace() with { Frames = [Screen(0)] });
        Refused("Frames was 3", Trace() with { Frames = [Screen(0), Screen(1), Screen(2)] });
        Refused("Frames was 3", Trace() with { Frames = [Screen(0), Screen(1), Screen(2), new byte[3]] });
        Refused("2 actions", Trace() with { Actions = [0, 1] });
        Refused("3 actions out of 3", Trace() with { Actions = [0, 1, 3] });
        Refused("glimpses was 0", Trace() with { Values = [] });

        static void Refused(string what, GlimpseTrace trace)
        {
            string message = Assert.Throws<SaccadeException>(() => EpisodeFigure.Strip(trace)).Message;
            Assert.Contains(what, message, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(message, Assert.Throws<SaccadeException>(() => EpisodeFigure.Animate(trace)).Message);
        }
    }

    /// <summary>Three steps on a 4×4 screen, the ball on its diagonal; the sensor looks elsewhere.</summary>
    private static GlimpseTrace Trace() => Traces.Episode([0, 1, 2], side: 4, patch: 1) with
    {
        ClassNames = ["left", "stay", "right"],
        Frames = [.. Enumerable.Range(0, 4).Select(Screen)],
        Locations = [-0.75f, 0.75f, -0.75f, 0.75f, -0.75f, 0.75f],
    };

    private static byte[] Screen(int step)
    {
        byte[] screen = new byte[16];
        screen[5 * step] = 255;
        return screen;
    }
}
