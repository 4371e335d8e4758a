using System.Numerics;
using Saccade.Data.Synthetic;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Random;

namespace Saccade.Tests.Data.Synthetic;

public sealed class DrawnDigitsTests
{
    private static readonly ImageSet Set = DrawnDigits.Create(4000, RandomKey.FromSeed(3));

    [Fact]
    public void A_digit_depends_on_key_and_index_only()
    {
        ImageSet few = DrawnDigits.Create(50, RandomKey.FromSeed(3));
        Assert.Equal(few.Labels.ToArray(), Set.Labels.Slice(0, 50).ToArray());
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(few.Image(i), Set.Image(i)));
        ImageSet other = DrawnDigits.Create(50, RandomKey.FromSeed(4));
        Assert.All(Enumerable.Range(0, 50), i => Assert.NotEqual(few.Image(i).ToArray(), other.Image(i).ToArray()));
    }

    [Fact]
    public void All_ten_digits_come_about_equally_often_and_no_two_are_the_same()
    {
        Assert.Equal(new ImageSize(1, 28, 28), Set.Size);
        for (int digit = 0; digit < 10; digit++)
        {
            Assert.InRange(Set.Labels.ToArray().Count(label => label == digit), 320, 480);
        }
        Assert.Equal(Set.Count, Enumerable.Range(0, Set.Count).Select(i => Convert.ToBase64String(Set.Image(i))).Distinct().Count());
    }

    [Fact]
    public void Digits_lie_within_the_image_near_its_middle_with_a_visible_line()
    {
        for (int i = 0; i < Set.Count; i++)
        {
            double mass = 0, x = 0, y = 0, edge = 0;
            for (int pixel = 0; pixel < 784; pixel++)
            {
                double ink = Set.Image(i)[pixel];
                (int row, int column) = (pixel / 28, pixel % 28);
                (mass, x, y) = (mass + ink, x + ink * column, y + ink * row);
                if (row is 0 or 27 || column is 0 or 27) edge += ink;
            }
            Assert.InRange(mass / 255, 12, 350);
            Assert.InRange(x / mass, 9, 18);
            Assert.InRange(y / mass, 9, 18);
            Assert.InRange(edge / 255, 0, 3);
        }
    }

    [Fact]
    public void Every_way_to_write_a_digit_has_strokes_within_its_box()
    {
        for (int digit = 0; digit < 10; digit++)
        {
            Assert.True(DigitShapes.Of(digit).Length >= 3);
            foreach (DigitShape way in DigitShapes.Of(digit))
            {
                Assert.True(way.Weight > 0);
                Assert.All(way.Strokes, stroke => Assert.True(stroke.Length >= 2));
                Assert.All(way.Strokes.SelectMany(stroke => stroke), point => Assert.InRange(point.X, 0, 0.75));
                Assert.All(way.Strokes.SelectMany(stroke => stroke), point => Assert.InRange(point.Y, 0, 1));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_count_out_of_range_is_refused(int count) =>
        Assert.Throws<OptionException>(() => DrawnDigits.Create(count, RandomKey.FromSeed(1)));

    [Fact]
    public void A_straight_line_of_the_pen_has_its_width_and_fades_at_the_edge()
    {
        byte[] image = new byte[8 * 8];
        Pen pen = new(image, 8, radius: 1, softness: 1);
        pen.Curve([new(0, 4), new(8, 4)], [false, false]);
        // Rows have their centres at 0.5, 1.5, ...: half a pixel from the line is full ink, 1.5 pixels none.
        byte[] column = [.. Enumerable.Range(0, 8).Select(y => image[y * 8 + 4])];
        Assert.Equal([0, 0, 0, 255, 255, 0, 0, 0], column);

        image.AsSpan().Clear();
        pen.Curve([new(0, 4.25f), new(8, 4.25f)], [false, false]);
        column = [.. Enumerable.Range(0, 8).Select(y => image[y * 8 + 4])];
        Assert.Equal([0, 0, 0, 191, 255, 64, 0, 0], column);
    }

    [Fact]
    public void The_pen_never_draws_outside_of_the_image_nor_fails_on_a_single_place()
    {
        byte[] image = new byte[8 * 8];
        Pen pen = new(image, 8, radius: 1, softness: 1);
        pen.Curve([new(-50, -3), new(-50, 90)], [false, false]);
        Assert.All(image, pixel => Assert.Equal(0, pixel));
        pen.Curve([new(4, 4), new(4, 4)], [true, true]);
        Assert.Equal(4, image.Count(pixel => pixel > 128));
    }

    [Fact]
    public void The_curve_passes_its_points_and_is_straight_between_equally_spaced_ones()
    {
        Vector2 a = new(1, 5), b = new(2, 3), c = new(4, 4), d = new(7, 1);
        Assert.Equal(b, Pen.Between(a, b, c, d, 0));
        Assert.Equal(c, Pen.Between(a, b, c, d, 1));
        Assert.Equal(new(1.25f, 2.5f), Pen.Between(new(0, 0), new(1, 2), new(2, 4), new(3, 6), 0.25f));
        // By hand at the middle: (9 (b + c) − a − d) / 16.
        Assert.Equal((9 * (b + c) - a - d) / 16, Pen.Between(a, b, c, d, 0.5f));
    }
}
