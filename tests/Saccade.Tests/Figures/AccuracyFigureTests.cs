using Saccade.Errors;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class AccuracyFigureTests
{
    private static readonly FigureOptions OneToOne = new() { Scale = 1 };

    [Fact]
    public void Accuracies_rise_where_errors_fall()
    {
        GlimpseCurve curve = new("a", [0.25, 0.5, 1], 1000);
        int[] accuracy = Heights(AccuracyFigure.Render([curve], OneToOne)), error = Heights(AccuracyFigure.RenderError([curve], OneToOne));
        Assert.True(accuracy[0] > accuracy[1] && accuracy[1] > accuracy[2], string.Join(' ', accuracy));
        Assert.True(error[0] < error[1] && error[1] < error[2], string.Join(' ', error));
        // On an axis from 0 to 100, a quarter is a quarter of the way up.
        (float top, float bottom) = (28 + 44 + 16, 28 + 44 + 370 - 42);
        Assert.Equal(top + (bottom - top) * 0.75, accuracy[0], 2.0);
    }

    [Fact]
    public void Few_images_make_long_intervals()
    {
        int few = Painted(AccuracyFigure.Render([new("a", [0.5], 10)], OneToOne));
        int many = Painted(AccuracyFigure.Render([new("a", [0.5], 100_000)], OneToOne));
        Assert.True(few > many + 100);
    }

    [Fact]
    public void Any_curves_are_drawn_alike_every_time()
    {
        GlimpseCurve[] curves = [.. Enumerable.Range(1, 8).Select(i =>
            new GlimpseCurve($"model {i}", [.. Enumerable.Range(1, 9 * i).Select(t => 1 - 1.0 / (t + i))], 5000, i))];
        Assert.Equal(AccuracyFigure.Render(curves), AccuracyFigure.Render(curves));
        Assert.Equal(AccuracyFigure.RenderError(curves), AccuracyFigure.RenderError(curves));
        Assert.NotEmpty(AccuracyFigure.RenderError([new("perfect", [1, 1], 10, 1)]));
        Assert.NotEmpty(AccuracyFigure.Render([new("hopeless", [0], 1, 1)]));
    }

    [Fact]
    public void What_is_no_accuracy_is_refused()
    {
        Assert.Throws<OptionException>(() => AccuracyFigure.Render([]));
        Assert.Throws<OptionException>(() => AccuracyFigure.RenderError([.. Enumerable.Repeat(new GlimpseCurve("a", [1], 1), 9)]));
        Assert.Throws<SaccadeException>(() => AccuracyFigure.Render([new("a", [], 1)]));
        Assert.Throws<SaccadeException>(() => AccuracyFigure.Render([new("a", [double.NaN], 1)]));
        Assert.Throws<SaccadeException>(() => AccuracyFigure.Render([new("a", [1.1], 1)]));
        Assert.Throws<SaccadeException>(() => AccuracyFigure.Render([new("a", [1], 0)]));
    }

    /// <summary>The middle row of each of three points, whose places are known.</summary>
    private static int[] Heights(byte[] png)
    {
        using SKBitmap picture = Traces.Decode(png);
        const float First = 28 + 46 + 28, Last = 28 + 560 - 28;
        return [.. new[] { First, (First + Last) / 2, Last }.Select(x => (int)Enumerable.Range(0, picture.Height)
            .Where(y => picture.GetPixel((int)x, y) == Palette.Of(FigureTheme.Light).Series[0].Colour).Average())];
    }

    private static int Painted(byte[] png)
    {
        using SKBitmap picture = Traces.Decode(png);
        return picture.Pixels.Count(pixel => pixel != SKColors.White);
    }
}
