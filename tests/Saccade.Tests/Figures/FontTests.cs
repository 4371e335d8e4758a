using System.Text;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class FontTests
{
    private const string Beyond = "äöüßÄÖÜéčřžłőşğñçαβλμρσωΔΣ·×÷±−–—…≤≥≠≈∞√→²₀“”";

    public static TheoryData<bool> Weights => [false, true];

    [Theory]
    [MemberData(nameof(Weights))]
    public void Every_character_has_its_own_glyph_within_the_line(bool bold)
    {
        Font font = Font.Of(bold);
        HashSet<ushort> seen = [];
        foreach (char c in Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Concat(Beyond))
        {
            ushort glyph = font.Glyphs(c.ToString()).Placed.Single().Id;
            Assert.True(glyph != 0, $"'{c}' is missing");
            Assert.True(seen.Add(glyph), $"'{c}' looks like another");
            SKRect bounds = font.Outline(glyph).TightBounds;
            Assert.True(
                bounds.Height > 0 && bounds.Top >= -1.1f * Font.UnitsPerEm && bounds.Bottom <= 0.4f * Font.UnitsPerEm,
                $"'{c}' leaves its line");
            Assert.True(
                bounds.Left >= -0.1f * Font.UnitsPerEm && bounds.Right <= font.Width(c.ToString(), 1.1f * Font.UnitsPerEm),
                $"'{c}' leaves its width");
        }
    }

    [Theory]
    [MemberData(nameof(Weights))]
    public void Capitals_and_digits_have_the_stated_height_and_digits_are_equally_wide(bool bold)
    {
        Font font = Font.Of(bold);
        foreach (char c in "HE17")
        {
            Assert.Equal(Font.CapHeight(Font.UnitsPerEm), -font.Outline(font.Glyphs(c.ToString()).Placed[0].Id).TightBounds.Top, 1.0);
        }
        Assert.Single("0123456789".Select(c => font.Width(c.ToString(), 20)).Distinct());
        Assert.Equal(2 * font.Width("7", 20), font.Width("71", 20), 1e-4);
        Assert.Equal(font.Width("m?", 10) * 2, font.Width("m?", 20), 1e-4);
    }

    [Fact]
    public void Letters_with_marks_are_the_same_composed_and_decomposed()
    {
        const string Name = "name=größe-č7";
        Assert.Equal(Font.Regular.Glyphs(Name).Placed, Font.Regular.Glyphs(Name.Normalize(NormalizationForm.FormD)).Placed);
    }

    [Fact]
    public void Text_is_visible_without_any_font_of_the_system_and_unknown_characters_show_a_box()
    {
        Assert.NotEqual(Painted("größe-č7"), Painted("grosse-c7"));
        Assert.Equal(Painted("\u4e16"), Painted("\u754c"));
        Assert.All(["7", "\u4e16"], text => Assert.True(Painted(text) > 20));

        static int Painted(string text)
        {
            using Canvas canvas = Canvas.Create(200, 40, new() { Scale = 1 });
            canvas.Text(text, 10, 30, 20, SKColors.Black, bold: true);
            using SKBitmap picture = Traces.Decode(canvas.ToFile());
            return picture.Pixels.Count(p => p.Red < 100);
        }
    }

    [Fact]
    public void An_svg_holds_each_glyph_once_and_the_text_as_a_label()
    {
        using Canvas canvas = Canvas.Create(200, 40, new() { Format = FigureFormat.Svg });
        canvas.Text("name=größe-č7", 10, 30, 20, canvas.Palette.Ink);
        canvas.Text("name", 10, 60, 20, canvas.Palette.Ink, bold: true);
        string svg = Encoding.UTF8.GetString(canvas.ToFile());
        Assert.Contains("aria-label=\"name=größe-č7\"", svg);
        // 12 different characters of 13 in regular, 4 in bold; no text that depends on a font.
        Assert.Equal((12, 4, 17), (Count(" id=\"r"), Count(" id=\"b"), Count("<use ")));
        Assert.Equal(0, Count("<text") + Count("font-family"));

        int Count(string part) => svg.Split(part).Length - 1;
    }

    [Fact]
    public void Long_text_is_shortened_or_wrapped_to_its_room()
    {
        Assert.Equal("short", Font.Regular.Fit("short", 12, 500));
        string cut = Font.Regular.Fit("a name without any end", 12, 60);
        Assert.EndsWith("…", cut);
        Assert.True(Font.Regular.Width(cut, 12) <= 60);
        IReadOnlyList<string> lines = Font.Regular.Wrap("several words in one line", 12, 80);
        Assert.All(lines, line => Assert.True(Font.Regular.Width(line, 12) <= 80));
        Assert.Equal("several words in one line", string.Join(' ', lines));
        Assert.Equal(["unbreakable"], Font.Regular.Wrap("unbreakable", 12, 5));
    }
}
