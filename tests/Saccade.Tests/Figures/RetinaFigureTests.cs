using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class RetinaFigureTests
{
    [Fact]
    public void A_place_is_shown_as_finely_as_it_was_ever_seen()
    {
        // On 8×8 pixels, two patches of 2×2 and 4×4 at the centre, then in the upper left corner.
        GlimpseTrace trace = Traces.Make(width: 8, height: 8, glimpses: 2, scales: 2, side: 2, locations: [0, 0, -0.5f, -0.5f]);
        for (int i = 0; i < trace.Retinas.Length; i++)
        {
            trace.Retinas[i] = (i + 1) / 20f;
        }
        CoverageMap seen = new(trace);
        Assert.Equal(SKColors.Empty, At(0, 0));

        seen.Add(0);
        // The finest patch covers pixels 3 and 4, the coarse one 2 to 5 in blocks of two.
        Assert.Equal([Gray(1), Gray(2), Gray(3), Gray(4)], [At(3, 3), At(4, 3), At(3, 4), At(4, 4)]);
        Assert.Equal([Gray(5), Gray(6), Gray(8)], [At(2, 2), At(5, 2), At(5, 5)]);
        Assert.Equal(SKColors.Empty, At(6, 2));

        seen.Add(1);
        // Its finest patch lies at 1 and 2, its coarse one at 0 to 3: that must not blur what was seen finely before.
        Assert.Equal([Gray(9), Gray(12)], [At(1, 1), At(2, 2)]);
        Assert.Equal([Gray(13), Gray(1)], [At(0, 0), At(3, 3)]);

        SKColor At(int x, int y)
        {
            using SKImage image = seen.Image();
            using SKBitmap pixels = SKBitmap.FromImage(image);
            return pixels.GetPixel(x, y);
        }

        static SKColor Gray(int value)
        {
            byte gray = (byte)MathF.Round(255 * value / 20f);
            return new(gray, gray, gray);
        }
    }

    [Theory]
    [InlineData(30, 1, 4, 2)]
    [InlineData(100, 3, 1, 1)]
    [InlineData(12, 2, 64, 1)]
    [InlineData(12, 2, 3, 8)]
    public void Rollouts_of_any_shape_are_drawn_alike_every_time(int side, int channels, int glimpses, int scales)
    {
        GlimpseTrace trace = Traces.Lively(side, channels, glimpses, scales, patch: 3);
        byte[] png = RetinaFigure.Render(trace, new() { Scale = 1 });
        Assert.Equal(png, RetinaFigure.Render(trace, new() { Scale = 1 }));
        using SKBitmap picture = Traces.Decode(png);
        Assert.InRange(2 * picture.Width, 300, 3000);
    }

    [Fact]
    public void Broken_traces_are_refused() =>
        Assert.Throws<SaccadeException>(() => RetinaFigure.Render(Traces.Lively() with { Retinas = [] }));
}
