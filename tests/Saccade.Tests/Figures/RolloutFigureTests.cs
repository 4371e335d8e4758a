using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class RolloutFigureTests
{
    private static readonly FigureOptions OneToOne = new() { Scale = 1 };
    private static readonly Palette Light = Palette.Of(FigureTheme.Light);

    [Fact]
    public void Long_names_stay_beside_the_image()
    {
        GlimpseTrace trace = Traces.Make(width: 84, height: 84, fill: 255);
        string[] names = [.. Enumerable.Range(0, 10).Select(c => $"a long name for class {c}")];
        FigureOptions options = new() { Scale = 1 };
        using SKBitmap numbers = Traces.Decode(RolloutFigure.Render(trace, options));
        using SKBitmap named = Traces.Decode(RolloutFigure.Render(trace with { ClassNames = names }, options));
        // Ten layout pixels right of the image: no text there.
        int beside = 28 + 420 + 10;
        Assert.True(named.Width > numbers.Width);
        Assert.All(Enumerable.Range(72, 300), y => Assert.Equal(named.GetPixel(0, 0), named.GetPixel(beside, y)));
    }

    [Fact]
    public void Each_image_pixel_is_shown_as_a_block_of_its_gray()
    {
        GlimpseTrace trace = Traces.Make(width: 40, height: 20, locations: [-1, -1]);
        for (int i = 0; i < trace.Frames[0].Length; i++)
        {
            trace.Frames[0][i] = (byte)(i % 251);
        }
        RolloutLayout layout = new(trace, 1);
        using SKBitmap picture = Traces.Decode(RolloutFigure.Render(trace, OneToOne));

        Assert.Equal(10, layout.Zoom);
        foreach ((int x, int y) in ((int, int)[])[(39, 19), (10, 19), (39, 2), (20, 10)])
        {
            byte gray = trace.Frames[0][y * 40 + x];
            SKColor expected = new(gray, gray, gray);
            (int left, int top) = OnFigure(layout, x, y);
            Assert.Equal(expected, picture.GetPixel(left + 1, top + 1));
            Assert.Equal(expected, picture.GetPixel(left + 8, top + 8));
        }
    }

    [Fact]
    public void Colour_images_keep_their_colours()
    {
        GlimpseTrace trace = Traces.Make(channels: 3, locations: [-1, -1]);
        int at = 20 * 28 + 25;
        (trace.Frames[0][at], trace.Frames[0][784 + at], trace.Frames[0][1568 + at]) = (200, 100, 50);
        RolloutLayout layout = new(trace, 1);
        using SKBitmap picture = Traces.Decode(RolloutFigure.Render(trace, OneToOne));
        (int left, int top) = OnFigure(layout, 25, 20);
        Assert.Equal(new SKColor(200, 100, 50), picture.GetPixel(left + 7, top + 7));
    }

    [Fact]
    public void Every_glimpse_has_its_disc_and_its_box_in_its_colour()
    {
        // On 28 pixels, 8 wide: the patches begin at (10, 10) and (17, 3), their centres are (14, 14) and (21, 7).
        GlimpseTrace trace = Traces.Make(glimpses: 2, locations: [0, 0, 0.5f, -0.5f], fill: 128);
        RolloutLayout layout = new(trace, 1);
        using SKBitmap picture = Traces.Decode(RolloutFigure.Render(trace, OneToOne));
        foreach ((int step, int centreX, int centreY) in ((int, int, int)[])[(0, 14, 14), (1, 21, 7)])
        {
            SKColor colour = GlimpseRamp.At(step, 2);
            (int x, int y) = OnFigure(layout, centreX, centreY);
            Assert.Equal(colour, picture.GetPixel(x - 8, y));
            (int left, int top) = OnFigure(layout, centreX - 4, centreY - 4);
            Assert.Equal(colour, picture.GetPixel(left, top + 20));
            Assert.Equal(colour, picture.GetPixel(left + 20, top));
            Assert.NotEqual(colour, picture.GetPixel(left - 4, top + 20));
        }
    }

    [Fact]
    public void A_line_joins_the_centres_and_takes_the_later_colour_on_its_way()
    {
        GlimpseTrace trace = Traces.Make(glimpses: 2, locations: [-0.5f, 0, 0.5f, 0]);
        RolloutLayout layout = new(trace, 1);
        using SKBitmap picture = Traces.Decode(RolloutFigure.Render(trace, OneToOne));
        (int from, int y) = OnFigure(layout, 7, 14);
        (int to, _) = OnFigure(layout, 21, 14);
        SKColor first = picture.GetPixel(from + 16, y), last = picture.GetPixel(to - 16, y);
        Assert.True(Distance(first, GlimpseRamp.At(0, 2)) < Distance(first, GlimpseRamp.At(1, 2)));
        Assert.True(Distance(last, GlimpseRamp.At(1, 2)) < Distance(last, GlimpseRamp.At(0, 2)));
        Assert.Equal(SKColors.Black, picture.GetPixel((from + to) / 2, y + 6));
    }

    [Fact]
    public void The_columns_show_what_each_patch_saw()
    {
        GlimpseTrace trace = Traces.Make(width: 60, height: 60, glimpses: 2, scales: 2, side: 12);
        // Glimpse 1, scale 1, row 11, column 0.
        trace.Retinas[(1 * 2 + 1) * 144 + 11 * 12] = 0.6f;
        RolloutLayout layout = new(trace, 1);
        using SKBitmap picture = Traces.Decode(RolloutFigure.Render(trace, OneToOne));
        int cell = (int)layout.Patches.Side / 12;
        int left = (int)(layout.BlockX(1) + (layout.ColumnWidth - layout.Patches.Side) / 2);
        int bottom = (int)(RolloutLayout.Top + RolloutLayout.HeadHeight + 2 * layout.Patches.Side + RolloutLayout.PatchGap);
        Assert.Equal(new SKColor(153, 153, 153), picture.GetPixel(left + cell / 2, bottom - cell / 2));
        Assert.Equal(SKColors.Black, picture.GetPixel(left + cell + cell / 2, bottom - cell / 2));
        Assert.Equal(SKColors.Black, picture.GetPixel(left + cell / 2, bottom - cell - cell / 2));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(5, false)]
    public void The_winning_bar_is_as_long_as_its_probability_and_says_whether_it_is_right(int answer, bool right)
    {
        GlimpseTrace trace = Traces.Make(answer: answer);
        RolloutLayout layout = new(trace, 1);
        using SKBitmap picture = Traces.Decode(RolloutFigure.Render(trace, OneToOne));
        int y = (int)(RolloutLayout.Top + layout.BarsOffset + (answer + 0.5f) * layout.BarPitch);
        int half = (int)(layout.ColumnsX + layout.ColumnWidth / 2);
        Assert.Equal(Light.Answer(right).Colour, picture.GetPixel(half - 5, y));
        Assert.Equal(Light.Faint.Colour, picture.GetPixel(half + 5, y));
    }

    [Fact]
    public void The_same_trace_gives_the_same_bytes_and_themes_differ()
    {
        GlimpseTrace trace = Traces.Make(glimpses: 6, scales: 3);
        byte[] first = RolloutFigure.Render(trace);
        Assert.Equal(first, RolloutFigure.Render(trace));
        byte[] night = RolloutFigure.Render(trace, new() { Theme = FigureTheme.Dark });
        using SKBitmap light = Traces.Decode(first), dark = Traces.Decode(night);
        Assert.Equal(SKColors.White, light.GetPixel(2, 2));
        Assert.Equal(Palette.Of(FigureTheme.Dark).Paper.Colour, dark.GetPixel(2, 2));
        Assert.Equal((light.Width, light.Height), (dark.Width, dark.Height));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, -1)]
    [InlineData(7, -9)]
    public void A_glimpse_at_or_beyond_the_border_is_drawn_on_the_border(float x, float y)
    {
        GlimpseTrace trace = Traces.Make(locations: [x, y]);
        RolloutLayout layout = new(trace, 1);
        using SKBitmap picture = Traces.Decode(RolloutFigure.Render(trace, OneToOne));
        (int cornerX, int cornerY) = OnFigure(layout, x > 0 ? 28 : 0, y > 0 ? 28 : 0);
        Assert.Equal(GlimpseRamp.At(0, 1), picture.GetPixel(cornerX - 8, cornerY));
        Assert.Equal(GlimpseRamp.At(0, 1), picture.GetPixel(cornerX + 7, cornerY));
    }

    [Theory]
    [InlineData(1, 1, 28, 28, 1, 8, 10)]
    [InlineData(20, 5, 400, 300, 3, 16, 10)]
    [InlineData(11, 4, 100, 400, 1, 12, 3)]
    [InlineData(2, 3, 60, 60, 2, 64, 256)]
    [InlineData(1, 1, 1, 900, 1, 1, 1)]
    public void Every_size_fits_on_its_sheet(int glimpses, int scales, int width, int height, int channels, int side, int classes)
    {
        GlimpseTrace trace = Traces.Make(width, height, channels, glimpses, scales, side, classes: classes, label: 0, answer: 0);
        RolloutLayout layout = new(trace, 1);
        using SKBitmap picture = Traces.Decode(RolloutFigure.Render(trace, OneToOne));
        int last = glimpses - 1;
        Assert.True(layout.BlockX(last) + layout.ColumnWidth + RolloutLayout.Margin <= picture.Width + 1e-3);
        Assert.True(layout.BlockY(last) + layout.BlockHeight + RolloutLayout.Margin <= picture.Height);
        Assert.True(RolloutLayout.Top + height * layout.Zoom + RolloutLayout.Margin <= picture.Height);
        // Nothing reaches the outermost pixels.
        for (int x = 0; x < picture.Width; x++)
        {
            Assert.Equal(SKColors.White, picture.GetPixel(x, 0));
            Assert.Equal(SKColors.White, picture.GetPixel(x, picture.Height - 1));
        }
    }

    [Fact]
    public void Numbers_that_are_none_are_refused_with_their_place()
    {
        Func<GlimpseTrace, float[]>[] arrays = [t => t.Probabilities, t => t.Locations, t => t.Retinas, t => t.Values];
        foreach (Func<GlimpseTrace, float[]> array in arrays)
        {
            GlimpseTrace trace = Traces.Make(glimpses: 2);
            array(trace)[1] = float.NaN;
            ErrorData error = Assert.Throws<SaccadeException>(() => RolloutFigure.Render(trace)).Error;
            Assert.EndsWith("[1]", error.Key);
            Assert.Equal(float.NaN, error.Value);
        }
        GlimpseTrace unlikely = Traces.Make();
        unlikely.Probabilities[4] = 1.5f;
        ErrorData improbable = Assert.Throws<SaccadeException>(() => RolloutFigure.Render(unlikely)).Error;
        Assert.Equal(("Probabilities[4]", (object)1.5f), (improbable.Key, improbable.Value));
    }

    [Fact]
    public void Arrays_that_do_not_fit_together_are_refused()
    {
        GlimpseTrace trace = Traces.Make(glimpses: 2);
        Refused("Frames", trace with { Frames = [new byte[783]] });
        Refused("Locations", trace with { Locations = new float[3] });
        Refused("Retinas", trace with { Retinas = new float[64] });
        Refused("Probabilities", trace with { Probabilities = new float[21] });
        Refused("glimpses", trace with { Values = [] });

        static void Refused(string what, GlimpseTrace trace) =>
            Assert.Equal(what, Assert.Throws<SaccadeException>(() => RolloutFigure.Render(trace)).Error.Key);
    }

    private static (int X, int Y) OnFigure(RolloutLayout layout, int x, int y) =>
        ((int)(RolloutLayout.Margin + x * layout.Zoom), (int)(RolloutLayout.Top + y * layout.Zoom));

    private static int Distance(SKColor a, SKColor b) =>
        Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue);
}
