using Saccade.Errors;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class ColourTests
{
    [Fact]
    public void Glimpses_grow_lighter_from_first_to_last_and_show_on_black()
    {
        for (int glimpses = 1; glimpses <= 20; glimpses++)
        {
            double[] light = [.. Enumerable.Range(0, glimpses).Select(t => Luminance(GlimpseRamp.At(t, glimpses)))];
            Assert.Equal(light.Order(), light);
            Assert.All(light, l => Assert.True(Contrast(l, 0) > 4));
        }
    }

    [Theory]
    [InlineData(FigureTheme.Light)]
    [InlineData(FigureTheme.Dark)]
    public void Words_stand_out_from_the_paper(FigureTheme theme)
    {
        Palette palette = Palette.Of(theme);
        double paper = Luminance(palette.Paper.Colour);
        foreach (SKColor colour in new[] { palette.Ink, palette.Muted, palette.Right, palette.Wrong }.Select(paint => paint.Colour))
        {
            Assert.True(Contrast(Luminance(colour), paper) >= 4.5, colour.ToString());
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<OptionException>(() => new FigureOptions { Scale = 0 });
        Assert.Throws<OptionException>(() => new FigureOptions { Scale = 5 });
        Assert.Throws<OptionException>(() => new FigureOptions { Theme = (FigureTheme)7 });
    }

    private static double Contrast(double a, double b) => (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);

    private static double Luminance(SKColor colour)
    {
        return 0.2126 * Linear(colour.Red) + 0.7152 * Linear(colour.Green) + 0.0722 * Linear(colour.Blue);

        static double Linear(byte channel)
        {
            double x = channel / 255.0;
            return x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4);
        }
    }
}
