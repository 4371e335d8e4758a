using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class LetteringTests
{
    [Fact]
    public void Every_printable_ascii_character_has_strokes_of_its_own_inside_of_the_line()
    {
        HashSet<string> seen = [];
        for (char c = '!'; c <= '~'; c++)
        {
            Assert.True(Glyphs.Table.TryGetValue(c, out (double Width, string Strokes) glyph), $"'{c}' is missing");
            Assert.True(seen.Add(glyph.Strokes), $"'{c}' looks like another");
            using SKPath? path = SKPath.ParseSvgPathData(glyph.Strokes);
            Assert.NotNull(path);
            SKRect bounds = path.TightBounds;
            Assert.True(bounds.Left >= -1 && bounds.Right <= glyph.Width + 1, $"'{c}' leaves its width");
            Assert.True(bounds.Top >= -1.5 && bounds.Bottom <= 19, $"'{c}' leaves its line");
        }
    }

    [Fact]
    public void Digits_are_equally_wide_so_that_columns_of_numbers_stand()
    {
        Assert.Single("0123456789".Select(c => Lettering.Width(c.ToString(), 20)).Distinct());
        Assert.Equal(2 * Lettering.Width("7", 20), Lettering.Width("71", 20), 1e-4);
        Assert.Equal(Lettering.Width("m?", 10) * 2, Lettering.Width("m?", 20), 1e-4);
    }

    [Fact]
    public void Text_is_visible_without_any_font_and_unknown_characters_show_a_box()
    {
        foreach (string text in (string[])["7", "\u4e16"])
        {
            using Sheet sheet = new(40, 40, new() { Scale = 1 });
            sheet.Text(text, 10, 30, 20, SKColors.Black, bold: true);
            using SKBitmap picture = Traces.Decode(sheet.ToFile());
            Assert.True(picture.Pixels.Count(p => p.Red < 100) > 20);
        }
    }

    [Fact]
    public void Long_text_is_shortened_or_wrapped_to_its_room()
    {
        Assert.Equal("short", Lettering.Fit("short", 12, 500));
        string cut = Lettering.Fit("a name without any end", 12, 60);
        Assert.EndsWith("...", cut);
        Assert.True(Lettering.Width(cut, 12) <= 60);
        IReadOnlyList<string> lines = Lettering.Wrap("several words in one line", 12, 80);
        Assert.All(lines, line => Assert.True(Lettering.Width(line, 12) <= 80));
        Assert.Equal("several words in one line", string.Join(' ', lines));
        Assert.Equal(["unbreakable"], Lettering.Wrap("unbreakable", 12, 5));
    }
}
