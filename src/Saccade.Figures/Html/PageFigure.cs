using System.Xml.Linq;

namespace Saccade.Figures.Html;

/// <summary>Figures as parts of a web page that follow the page's theme: the page's custom properties set their colours.</summary>
public static class PageFigure
{
    /// <summary>The options of figures for <see cref="Inline"/>.</summary>
    public static FigureOptions Options { get; } = new() { Format = FigureFormat.Svg };

    /// <summary>A theme as CSS declarations: --paper, --ink, --muted, --faint, --right, --wrong and --series-1 to --series-8.</summary>
    public static string Variables(FigureTheme theme) =>
        string.Join(' ', Palette.Of(theme).Named.Select(paint => $"--{paint.Name}: {SvgCanvas.Hex(paint.Colour)};"));

    /// <summary>A figure as an <c>svg</c> element for an HTML page.</summary>
    /// <param name="svg">A figure drawn with <see cref="Options"/>.</param>
    /// <param name="id">Distinguishes its parts from those of other figures on the page: letters, digits, dashes.</param>
    /// <param name="label">A description for screen readers.</param>
    public static string Inline(byte[] svg, string id, string label)
    {
        ArgumentNullException.ThrowIfNull(svg);
        ArgumentNullException.ThrowIfNull(label);
        using MemoryStream stream = new(svg);
        XElement root = XElement.Load(stream);
        // Within an image only its label is read.
        root.Descendants().Attributes("aria-label").Remove();
        root.SetAttributeValue("role", "img");
        root.SetAttributeValue("aria-label", label);
        foreach (XAttribute attribute in root.Descendants().Attributes())
        {
            if (attribute.Name == "id")
                attribute.Value = $"{id}-{attribute.Value}";
            else if (attribute.Name == "href" || attribute.Value.StartsWith("url(#", StringComparison.Ordinal))
                attribute.Value = attribute.Value.Replace("#", $"#{id}-", StringComparison.Ordinal);
        }
        return root.ToString(SaveOptions.DisableFormatting);
    }
}
