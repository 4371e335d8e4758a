using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Saccade.Figures.Drawing;

/// <summary>
/// The font of all text in figures, embedded in the assembly: fonts of the system differ, and a bare Linux machine has none.
/// Characters without a glyph show a box.
/// </summary>
internal sealed partial class Font
{
    public const int UnitsPerEm = 2816;

    private const float CapHeightUnits = 2048;

    // At this size Skia reports outlines and advances in the font's own units, unhinted, the same on every system.
    private readonly SKFont _font;
    private readonly ConcurrentDictionary<ushort, SKPath> _outlines = [];

    private Font(string resource)
    {
        using Stream stream = typeof(Font).Assembly.GetManifestResourceStream(resource)!;
        _font = new(SKTypeface.FromStream(stream), UnitsPerEm) { Hinting = SKFontHinting.None, Subpixel = true, LinearMetrics = true };
    }

    public static Font Regular { get; } = new("Inter-Regular.otf");

    public static Font Bold { get; } = new("Inter-SemiBold.otf");

    public static Font Of(bool bold) => bold ? Bold : Regular;

    /// <summary>Height of capitals and digits at a text size.</summary>
    public static float CapHeight(float size) => size * CapHeightUnits / UnitsPerEm;

    public float Width(string text, float size) => Glyphs(text).Advance * size / UnitsPerEm;

    /// <summary>The glyphs of a text with the place of each, and the width of all, in units.</summary>
    public (IReadOnlyList<(ushort Id, float X)> Placed, float Advance) Glyphs(string text)
    {
        ushort[] ids = _font.GetGlyphs(text.Normalize());
        float[] widths = _font.GetGlyphWidths(ids);
        List<(ushort, float)> placed = new(ids.Length);
        float x = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            placed.Add((ids[i], x));
            x += MathF.Round(widths[i]);
        }
        return (placed, x);
    }

    /// <summary>The outline of a glyph in whole units, the base line at y = 0. Shared: the caller must not change it.</summary>
    public SKPath Outline(ushort glyph) => _outlines.GetOrAdd(glyph, id =>
    {
        lock (_font)
        {
            using SKPath? scaled = _font.GetGlyphPath(id);
            string data = Decimals().Replace(scaled?.ToSvgPathData() ?? "", number =>
                Math.Round(double.Parse(number.Value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
            return SKPath.ParseSvgPathData(data) ?? new();
        }
    });

    /// <summary>The text, shortened with an ellipsis where it is wider than <paramref name="most"/>.</summary>
    public string Fit(string text, float size, float most)
    {
        if (Width(text, size) <= most)
            return text;
        int length = text.Length;
        while (length > 1 && Width(text[..length] + "…", size) > most)
        {
            length--;
        }
        return text[..length] + "…";
    }

    /// <summary>The size, no smaller than <paramref name="least"/>, at which a text takes at most <paramref name="most"/>.</summary>
    public float SizeFor(string text, float size, float least, float most) =>
        Width(text, size) <= most ? size : Math.Clamp(0.99f * size * most / Width(text, size), least, size);

    /// <summary>The text broken between words into lines of at most <paramref name="most"/>.</summary>
    public IReadOnlyList<string> Wrap(string text, float size, float most)
    {
        List<string> lines = [];
        string line = "";
        foreach (string word in text.Split(' '))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && Width(longer, size) > most)
            {
                lines.Add(line);
                longer = word;
            }
            line = longer;
        }
        lines.Add(line);
        return lines;
    }

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Decimals();
}
