using System.Text;
using System.Text.RegularExpressions;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Figures.Pages;

/// <summary>Figures as parts of a web page that follow its theme: their colours are the page's variables.</summary>
public static partial class PageFigure
{
    /// <summary>How figures for <see cref="Inline"/> must look.</summary>
    public static FigureOptions Options { get; } = new() { Format = FigureFormat.Svg, Theme = FigureTheme.Light };

    /// <summary>The colours of a theme as CSS declarations: --paper, --ink, --muted, --faint, --right, --wrong and --series-1 to --series-8.</summary>
    public static string Variables(FigureTheme theme) =>
        string.Join(' ', Colours(Palette.Of(theme)).Select(colour => $"--{colour.Name}: {Hex(colour.Value)};"));

    /// <summary>A figure as an <c>svg</c> element for an HTML page.</summary>
    /// <param name="svg">A figure drawn with <see cref="Options"/>.</param>
    /// <param name="id">What tells its parts from those of other figures on the page: letters, digits, dashes.</param>
    /// <param name="label">What it shows, for those who can't see it.</param>
    public static string Inline(byte[] svg, string id, string label)
    {
        ArgumentNullException.ThrowIfNull(svg);
        ArgumentNullException.ThrowIfNull(label);
        string text = Prolog().Replace(Encoding.UTF8.GetString(svg), "").Trim();
        text = Identifier().Replace(text, match => $"{match.Value}{id}-");
        foreach ((string name, SKColor value) in Colours(Palette.Of(FigureTheme.Light)))
        {
            // Skia writes this one colour by its name.
            string written = value == SKColors.White ? "white" : Hex(value);
            text = text.Replace($"\"{written}\"", $"\"var(--{name})\"", StringComparison.Ordinal);
        }
        string plain = label.Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
        return text.Insert("<svg".Length, $" role=\"img\" aria-label=\"{plain}\"");
    }

    internal static string Hex(SKColor colour) => $"#{colour.Red:X2}{colour.Green:X2}{colour.Blue:X2}";

    /// <summary>Ink comes before the last series, which has the same colour.</summary>
    private static IEnumerable<(string Name, SKColor Value)> Colours(Palette palette) =>
    [
        ("paper", palette.Paper), ("ink", palette.Ink), ("muted", palette.Muted), ("faint", palette.Faint),
        ("right", palette.Right), ("wrong", palette.Wrong),
        .. palette.Series.Select((colour, i) => ($"series-{i + 1}", colour)),
    ];

    [GeneratedRegex(@"<\?xml[^>]*\?>")]
    private static partial Regex Prolog();

    /// <summary>Where the name of a part begins: where it is given, and where it is referred to.</summary>
    [GeneratedRegex("(?<= id=\")|(?<=url\\(#)|(?<=href=\"#)")]
    private static partial Regex Identifier();
}
