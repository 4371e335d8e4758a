using Saccade.Errors;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class ConfusionFigureTests
{
    private static readonly FigureOptions OneToOne = new() { Scale = 1 };
    private static readonly Palette Light = Palette.Of(FigureTheme.Light);

    [Fact]
    public void Rows_are_what_it_is_and_the_worst_confusion_is_the_strongest()
    {
        // Cells of 46 pixels from (84, 124) on: 1 taken for 0 four times, 2 for 1 once.
        using SKBitmap picture = Traces.Decode(ConfusionFigure.Render([[10, 0, 0], [4, 6, 0], [0, 1, 9]], OneToOne));
        SKColor Cell(int row, int column) => picture.GetPixel(84 + 46 * column + 5, 124 + 46 * row + 5);
        Assert.True(Distance(Cell(1, 0), Light.Wrong.Colour) < Distance(Cell(2, 1), Light.Wrong.Colour));
        Assert.True(Distance(Cell(2, 1), Light.Wrong.Colour) < Distance(Cell(0, 1), Light.Wrong.Colour));
        Assert.True(Distance(Cell(0, 0), Light.Right.Colour) < Distance(Cell(1, 1), Light.Right.Colour));
        Assert.Equal(Cell(0, 1), Cell(0, 2));

        static int Distance(SKColor a, SKColor b) => Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(27)]
    [InlineData(256)]
    public void Any_number_of_classes_is_drawn_alike_every_time(int classes)
    {
        int[][] counts = [.. Enumerable.Range(0, classes).Select(row =>
            Enumerable.Range(0, classes).Select(column => row * column % 7).ToArray())];
        byte[] png = ConfusionFigure.Render(counts, OneToOne);
        Assert.Equal(png, ConfusionFigure.Render(counts, OneToOne));
        using SKBitmap picture = Traces.Decode(png);
        Assert.InRange(picture.Width, 300, 2000);
    }

    [Fact]
    public void What_is_no_square_of_counts_is_refused()
    {
        Assert.Equal("counts", Assert.Throws<SaccadeException>(() => ConfusionFigure.Render([])).Error.Key);
        Assert.Equal("counts", Assert.Throws<SaccadeException>(() => ConfusionFigure.Render([[1, 2], [3]])).Error.Key);
        Assert.Equal("counts", Assert.Throws<SaccadeException>(() => ConfusionFigure.Render([[-1]])).Error.Key);
    }
}
