using Saccade.Errors;
using Saccade.Figures;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class HeatMapFigureTests
{
    [Fact]
    public void Glimpses_are_counted_in_the_cell_of_their_place_by_class_and_step()
    {
        GazeMap map = new(classes: 2, glimpses: 3, side: 4);
        map.Add(0, 0, -1, -1);
        map.Add(0, 0, 1, 1);
        map.Add(1, 2, 0, -0.01f);
        map.Add(1, 2, 7, -9);
        Assert.Equal(0 * 4 + 0, Array.FindIndex(map.Counts(0, 0), count => count == 1));
        Assert.Equal(3 * 4 + 3, Array.FindLastIndex(map.Counts(0, 0), count => count == 1));
        // x = 0 begins the third column, y just above 0 ends the second row; what lies outside counts at the edge.
        Assert.Equal([1 * 4 + 2], Enumerable.Range(0, 16).Where(i => map.Counts(1, 2)[i] == 1 && i != 3));
        Assert.Equal(1, map.Counts(1, 2)[3]);
        Assert.Equal(0, map.Counts(0, 2).Sum());
        Assert.Equal((4, 2, 2), (map.Counts(null, null).Sum(), map.Counts(1, null).Sum(), map.Counts(null, 0).Sum()));
    }

    [Fact]
    public void The_map_is_brightest_where_it_was_looked_at_most()
    {
        GazeMap map = new(classes: 1, glimpses: 1, side: 8);
        map.Add(0, 0, 0.6f, -0.6f);
        using SKBitmap picture = Traces.Decode(HeatMapFigure.Render(map, new() { Scale = 1 }));
        // The first map: all classes, all steps. Cells are 9 pixels wide.
        const int Left = 28 + 34, Top = 28 + 76 + 30;
        float Light(int column, int row)
        {
            picture.GetPixel(Left + 9 * column + 4, Top + 9 * row + 4).ToHsl(out _, out _, out float light);
            return light;
        }
        Assert.True(Light(6, 1) > Light(5, 1) && Light(5, 1) > Light(4, 1));
        Assert.True(Light(6, 1) > Light(6, 2) && Light(4, 1) == Light(1, 6));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(256, 64, 24)]
    [InlineData(3, 13, 64)]
    public void Maps_of_any_size_are_drawn_alike_every_time(int classes, int glimpses, int side)
    {
        GazeMap map = new(classes, glimpses, side);
        for (int i = 0; i < 500; i++)
        {
            map.Add(i % classes, i % glimpses, MathF.Sin(i), MathF.Cos(3 * i));
        }
        Assert.Equal(HeatMapFigure.Render(map, new() { Scale = 1 }), HeatMapFigure.Render(map, new() { Scale = 1 }));
    }

    [Fact]
    public void What_cannot_be_counted_or_drawn_is_refused()
    {
        GazeMap map = new(2, 2);
        Assert.Equal(ErrorKind.Missing, Assert.Throws<SaccadeException>(() => HeatMapFigure.Render(map)).Error.Kind);
        Assert.Throws<OptionException>(() => map.Add(2, 0, 0, 0));
        Assert.Throws<OptionException>(() => map.Add(0, 2, 0, 0));
        Assert.Throws<OptionException>(() => map.Add(0, 0, float.NaN, 0));
        Assert.Throws<OptionException>(() => new GazeMap(0, 1));
        Assert.Throws<OptionException>(() => new GazeMap(1, 1, 65));
    }
}
