using SkiaSharp;

namespace Saccade.Figures.Drawing;

/// <summary>Where a piece of text stands relative to the x it is given.</summary>
internal enum Align
{
    Left,
    Centre,
    Right,
}

/// <summary>Measures text and turns it into one path of strokes, to be drawn with a round pen.</summary>
internal static class Lettering
{
    private const double UnitsPerEm = 20;
    private const double SideSpace = 1.85;
    private const double BaseLine = 14;

    /// <summary>Height of capitals and digits for a text size.</summary>
    public static float CapHeight(float size) => (float)(size * BaseLine / UnitsPerEm);

    /// <summary>Width of the pen for a text size.</summary>
    public static float PenWidth(float size, bool bold) => (float)(size * (bold ? 2.5 : 1.7) / UnitsPerEm);

    /// <summary>Width of a text, the space at both its ends included.</summary>
    public static float Width(string text, float size)
    {
        double units = 0;
        foreach (char c in text)
        {
            units += Glyph(c).Width + 2 * SideSpace;
        }
        return (float)(units * size / UnitsPerEm);
    }

    /// <summary>The text, shortened with dots where it is wider than <paramref name="most"/>.</summary>
    public static string Fit(string text, float size, float most)
    {
        if (Width(text, size) <= most)
            return text;
        int length = text.Length;
        while (length > 1 && Width(text[..length] + "...", size) > most)
        {
            length--;
        }
        return text[..length] + "...";
    }

    /// <summary>The text broken between words into lines of at most <paramref name="most"/>.</summary>
    public static IReadOnlyList<string> Wrap(string text, float size, float most)
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

    /// <summary>The strokes of a text whose base line is at <paramref name="y"/>. The caller disposes the path.</summary>
    public static SKPath Strokes(string text, float x, float y, float size)
    {
        SKPath whole = new();
        double scale = size / UnitsPerEm;
        double pen = x;
        foreach (char c in text)
        {
            (double width, string strokes) = Glyph(c);
            using SKPath glyph = SKPath.ParseSvgPathData(strokes);
            SKMatrix place = SKMatrix.CreateScaleTranslation(
                (float)scale, (float)scale, (float)(pen + SideSpace * scale), (float)(y - BaseLine * scale));
            whole.AddPath(glyph, in place);
            pen += (width + 2 * SideSpace) * scale;
        }
        return whole;
    }

    private static (double Width, string Strokes) Glyph(char c) => Glyphs.Table.GetValueOrDefault(c, Glyphs.Missing);
}
