using Saccade.Errors;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class SweepFigureTests
{
    private static readonly FigureOptions OneToOne = new() { Scale = 1 };

    [Fact]
    public void Lower_errors_stand_lower_and_the_points_where_their_values_are()
    {
        // Values 0, 1 and 4 over a plot of 390 − 46 with 28 to spare on both sides.
        Sweep sweep = new("g", [new(0, 4, null), new(1, 2, null), new(4, 1, null)]);
        using SKBitmap picture = Traces.Decode(SweepFigure.Render([sweep], OneToOne));
        const float Left = 28 + 46 + 28, Width = 390 - 46 - 56;
        int[] heights = [Lowest(picture, Left), Lowest(picture, Left + Width / 4), Lowest(picture, Left + Width)];
        Assert.True(heights[0] < heights[1] && heights[1] < heights[2], string.Join(' ', heights));
        // On an axis from 0, half the error is half as high.
        float bottom = 28 + 44 + 300 - 26;
        Assert.Equal(2 * (bottom - heights[1]), bottom - heights[0], 8.0);
    }

    [Fact]
    public void Labels_stand_clear_of_the_lines_that_fall_to_their_points()
    {
        // On an axis from 0 to 10, drawn four times as large: the line falls to 6 from the left and to 2 from both sides.
        Sweep sweep = new("g", [new(0, 10, null), new(1, 6, null), new(2, 2, null), new(3, 9, null)]);
        using SKBitmap picture = Traces.Decode(SweepFigure.Render([sweep], new() { Scale = 4 }));
        const float Left = 28 + 46 + 28, Step = (390 - 46 - 56) / 3f, Bottom = 28 + 44 + 300 - 26, Height = 300 - 40 - 26;
        Assert.All(Inked(Left + Step), pixel => Assert.InRange(pixel.X, Left + Step, Left + 1.5f * Step));
        Assert.All(Inked(Left + 2 * Step), pixel => Assert.InRange(pixel.Y, Bottom - 0.2f * Height, Bottom));

        // Where the label of a point is: what is written in ink less than half a step from it.
        SKPoint[] Inked(float x)
        {
            SKPoint[] inked =
            [
                .. from column in Enumerable.Range((int)(4 * (x - Step / 2)), (int)(4 * Step))
                   from row in Enumerable.Range((int)(4 * (Bottom - Height)), (int)(4 * Height))
                   where picture.GetPixel(column, row) == Palette.Of(FigureTheme.Light).Ink.Colour
                   select new SKPoint(column / 4f, row / 4f),
            ];
            Assert.NotEmpty(inked);
            return inked;
        }
    }

    [Fact]
    public void A_value_beside_another_one_has_no_label_that_covers_it()
    {
        SweepPoint first = new(0.111, 4, null), beside = new(0.115, 3, null), last = new(1, 2, null);
        Assert.Equal(LabelsOf([first, last]), LabelsOf([first, beside, last]));

        static SKColor[] LabelsOf(SweepPoint[] points)
        {
            using SKBitmap picture = Traces.Decode(SweepFigure.Render([new("g", points)], OneToOne));
            const int Bottom = 28 + 44 + 300 - 26;
            return [.. picture.Pixels.Skip((Bottom + 6) * picture.Width).Take(20 * picture.Width)];
        }
    }

    [Fact]
    public void A_deviation_makes_its_point_taller()
    {
        int plain = Painted([new("g", [new(1, 5, null)])]), spread = Painted([new("g", [new(1, 5, 2)])]);
        Assert.True(spread > plain);
    }

    [Fact]
    public void Widely_different_errors_and_a_deviation_beyond_zero_are_drawn_alike_every_time()
    {
        Sweep[] sweeps =
            [new("g", [new(4, 90, 20), new(8, 0.5, 0.6)]), new("k", [new(1, 3, null)]), new("T", [new(1, 0.4, null), new(8, 0.3, 0)])];
        Assert.Equal(SweepFigure.Render(sweeps), SweepFigure.Render(sweeps));
        using SKBitmap zero = Traces.Decode(SweepFigure.Render([new("all right", [new(1, 0, null), new(2, 0, 0)])], OneToOne));
        using SKBitmap row = Traces.Decode(SweepFigure.Render(sweeps, OneToOne));
        Assert.True(row.Width > 2 * zero.Width);
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        Assert.Throws<OptionException>(() => SweepFigure.Render([]));
        Assert.Throws<OptionException>(() => SweepFigure.Render([.. Enumerable.Repeat(new Sweep("g", [new(1, 1, null)]), 7)]));
        Assert.Contains("points: sweep 'g' has none", Refused());
        Assert.Contains("Point of sweep 'g' may be finite values", Refused(new SweepPoint(1, double.NaN, null)));
        Assert.Contains("Point of sweep 'g' may be finite values", Refused(new SweepPoint(1, -1, null)));
        SaccadeException zero = Assert.Throws<SaccadeException>(
            () => SweepFigure.Render([new("g", [new(0, 1, null)]) { Logarithmic = true }]));
        Assert.Equal((ErrorKind.OutOfRange, "values of sweep 'g'"), (zero.Error.Kind, zero.Error.Key));
        Assert.Contains("ascending order", Refused(new SweepPoint(2, 1, null), new SweepPoint(2, 1, null)));

        static string Refused(params SweepPoint[] points) =>
            Assert.Throws<SaccadeException>(() => SweepFigure.Render([new("g", points)])).Message;
    }

    /// <summary>The lowest row with the colour of the points in a column.</summary>
    private static int Lowest(SKBitmap picture, float x) =>
        Enumerable.Range(0, picture.Height).Last(y => picture.GetPixel((int)x, y) == Palette.Of(FigureTheme.Light).Series[0].Colour);

    /// <summary>How many pixels are blue, as points and their error bars are.</summary>
    private static int Painted(Sweep[] sweeps)
    {
        using SKBitmap picture = Traces.Decode(SweepFigure.Render(sweeps, OneToOne));
        return picture.Pixels.Count(pixel => pixel.Blue - pixel.Red > 40);
    }
}
