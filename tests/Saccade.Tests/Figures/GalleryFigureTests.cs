using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class GalleryFigureTests
{
    private static readonly FigureOptions OneToOne = new() { Scale = 1 };

    [Fact]
    public void Right_and_wrong_answers_carry_their_colours_below_their_frames()
    {
        Palette palette = Palette.Of(FigureTheme.Light);
        GlimpseTrace right = Traces.Make(), wrong = Traces.Make(answer: 8);
        using SKBitmap picture = Traces.Decode(GalleryFigure.Render([right, wrong], columns: 2, OneToOne));
        (bool leftRight, bool leftWrong) = (Has(0, palette.Right.Colour), Has(0, palette.Wrong.Colour));
        (bool rightRight, bool rightWrong) = (Has(picture.Width / 2, palette.Right.Colour), Has(picture.Width / 2, palette.Wrong.Colour));
        Assert.Equal((true, false, false, true), (leftRight, leftWrong, rightRight, rightWrong));

        bool Has(int from, SKColor colour)
        {
            for (int y = 0; y < picture.Height; y++)
            {
                for (int x = from; x < from + picture.Width / 2; x++)
                {
                    if (picture.GetPixel(x, y) == colour)
                        return true;
                }
            }
            return false;
        }
    }

    [Fact]
    public void Long_class_names_have_room_and_do_not_touch()
    {
        foreach (string name in (string[])["circles of a kind", new string('m', 80)])
        {
            GlimpseTrace wrong = Traces.Make(classes: 3, label: 0, answer: 1) with { ClassNames = ["squares", name, "lines"] };
            using SKBitmap picture = Traces.Decode(GalleryFigure.Render([wrong, wrong, wrong, wrong], columns: 4, OneToOne));
            SKColor ground = picture.GetPixel(0, 0);
            for (int y = picture.Height / 3; y < picture.Height; y++)
            {
                Assert.Equal(
                    (ground, ground, ground),
                    (picture.GetPixel(1, y), picture.GetPixel(picture.Width / 2, y), picture.GetPixel(picture.Width - 2, y)));
            }
        }
    }

    [Fact]
    public void Rows_are_added_as_images_are()
    {
        GlimpseTrace trace = Traces.Make();
        using SKBitmap one = Traces.Decode(GalleryFigure.Render([trace], 4, OneToOne));
        using SKBitmap four = Traces.Decode(GalleryFigure.Render([trace, trace, trace, trace], 4, OneToOne));
        using SKBitmap five = Traces.Decode(GalleryFigure.Render([trace, trace, trace, trace, trace], 4, OneToOne));
        Assert.Equal(one.Height, four.Height);
        Assert.True(five.Height > four.Height);
        Assert.Equal(four.Width, five.Width);
    }

    [Fact]
    public void Frames_of_different_sizes_share_a_sheet_and_the_bytes_repeat()
    {
        GlimpseTrace[] traces =
            [Traces.Make(), Traces.Make(width: 400, height: 100, glimpses: 20), Traces.Make(width: 30, height: 90, channels: 3)];
        Assert.Equal(GalleryFigure.Render(traces), GalleryFigure.Render(traces));
    }

    [Fact]
    public void Too_few_too_many_and_broken_are_refused()
    {
        GlimpseTrace trace = Traces.Make();
        Assert.Throws<OptionException>(() => GalleryFigure.Render([]));
        Assert.Throws<OptionException>(() => GalleryFigure.Render([.. Enumerable.Repeat(trace, 401)]));
        Assert.Throws<OptionException>(() => GalleryFigure.Render([trace], columns: 0));
        Assert.Throws<SaccadeException>(() => GalleryFigure.Render([trace, trace with { Frames = [[]] }]));
    }
}
