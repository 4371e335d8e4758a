using System.Text;
using System.Xml.Linq;

namespace Saccade.Figures.Drawing;

/// <summary>
/// A canvas of SVG elements. Colours of the theme are CSS classes, defined once in a style element: as the custom property
/// of the colour's name where a page sets it, otherwise as the theme's own colour. Text consists of the font's outlines,
/// because viewers block or lack fonts (GitHub refuses embedded ones); every glyph is stored once.
/// </summary>
internal sealed class SvgCanvas : Canvas
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly XElement _root, _definitions = new(Svg + "defs");
    private readonly SortedDictionary<string, string> _rules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _glyphs = [];
    private XElement _group;
    private int _parts;

    public SvgCanvas(float width, float height, FigureOptions options)
        : base(width, height, options.Theme)
    {
        _root = _group = new(
            Svg + "svg",
            new XAttribute("width", Width),
            new XAttribute("height", Height),
            new XAttribute("viewBox", $"0 0 {Width} {Height}"),
            new XAttribute("stroke-linecap", "round"),
            new XAttribute("stroke-linejoin", "round"));
        Fill(SKRect.Create(Width, Height), Palette.Paper);
    }

    public static string Hex(SKColor colour) => $"#{colour.Red:X2}{colour.Green:X2}{colour.Blue:X2}";

    public override void Fill(SKRect area, Paint paint, float radius = 0)
    {
        XElement element = Filled("rect", paint, Box(area));
        if (radius > 0)
            element.Add(Number("rx", radius));
    }

    public override void Outline(SKRect area, Paint paint, float width) =>
        Stroked("rect", paint, width, [.. Box(area), new("fill", "none")]);

    public override void Disc(float x, float y, float radius, Paint paint) =>
        Filled("circle", paint, Number("cx", x), Number("cy", y), Number("r", radius));

    public override void Area(IReadOnlyList<SKPoint> points, Paint paint) =>
        Filled("polygon", paint, new XAttribute("points", Places(points)));

    public override void Polyline(IReadOnlyList<SKPoint> points, Paint paint, float width, float[]? dash = null)
    {
        XElement element = Stroked("polyline", paint, width, new("points", Places(points)), new("fill", "none"));
        if (dash is not null)
            element.Add(new XAttribute("stroke-dasharray", string.Join(' ', dash.Select(length => Text(length)))));
    }

    public override void BlendedLine(SKPoint from, SKPoint to, SKColor first, SKColor last, float width)
    {
        XAttribute[] ends = [Number("x1", from.X), Number("y1", from.Y), Number("x2", to.X), Number("y2", to.Y)];
        string id = Define(new(
            Svg + "linearGradient",
            new XAttribute("gradientUnits", "userSpaceOnUse"),
            ends,
            new XElement(Svg + "stop", new XAttribute("stop-color", Hex(first))),
            new XElement(Svg + "stop", new XAttribute("offset", 1), new XAttribute("stop-color", Hex(last)))));
        _group.Add(new XElement(Svg + "line", ends, new XAttribute("stroke", $"url(#{id})"), Number("stroke-width", width)));
    }

    public override void Image(SKImage image, SKRect area)
    {
        XElement element = new(
            Svg + "image", Box(area), new XAttribute("preserveAspectRatio", "none"), new XAttribute("href", PixelDrawing.Address(image)));
        if (area.Width >= image.Width)
            element.Add(new XAttribute("style", "image-rendering:pixelated"));
        _group.Add(element);
    }

    public override void BeginClip(SKRect area)
    {
        string id = Define(new(Svg + "clipPath", new XElement(Svg + "rect", Box(area))));
        XElement group = new(Svg + "g", new XAttribute("clip-path", $"url(#{id})"));
        _group.Add(group);
        _group = group;
    }

    public override void EndClip() => _group = _group.Parent!;

    public override byte[] ToFile()
    {
        string rules = string.Join('\n', _rules.Select(rule => $".{rule.Key}{{{rule.Value}}}"));
        _root.AddFirst(new XElement(Svg + "style", $"\n{rules}\n"), _definitions);
        return Encoding.UTF8.GetBytes(_root.ToString(SaveOptions.None) + "\n");
    }

    public override void Dispose()
    {
    }

    protected override void Glyphs(string text, float left, float y, float size, Paint paint, Font font)
    {
        string place = string.Create(
            CultureInfo.InvariantCulture, $"translate({Text(left)} {Text(y)}) scale({size / Font.UnitsPerEm:0.######})");
        XElement line = Filled("g", paint, new("aria-label", text), new("transform", place));
        foreach ((ushort glyph, float x) in font.Glyphs(text).Placed)
        {
            SKPath outline = font.Outline(glyph);
            if (outline.IsEmpty)
                continue;
            string id = (font == Font.Bold ? "b" : "r") + glyph.ToString(CultureInfo.InvariantCulture);
            if (_glyphs.Add(id))
                _definitions.Add(new XElement(Svg + "path", new XAttribute("id", id), new XAttribute("d", outline.ToSvgPathData())));
            line.Add(new XElement(Svg + "use", new XAttribute("href", $"#{id}"), x == 0 ? null : Number("x", x)));
        }
    }

    private static string Places(IReadOnlyList<SKPoint> points) =>
        string.Join(' ', points.Select(point => $"{Text(point.X)},{Text(point.Y)}"));

    private XElement Filled(string name, Paint paint, params XAttribute[] attributes) => Add(name, "fill", paint, attributes);

    private XElement Stroked(string name, Paint paint, float width, params XAttribute[] attributes) =>
        Add(name, "stroke", paint, [.. attributes, Number("stroke-width", width)]);

    /// <summary>Adds an element whose fill or stroke is a class of the theme or a fixed colour.</summary>
    private XElement Add(string name, string property, Paint paint, XAttribute[] attributes)
    {
        XElement element = new(Svg + name, attributes);
        string colour = Hex(paint.Colour);
        if (paint.Name is null)
        {
            element.Add(new XAttribute(property, colour));
        }
        else
        {
            string rule = $"{property}-{paint.Name}";
            // Viewers that do not know custom properties keep to the first declaration.
            _rules[rule] = $"{property}:{colour};{property}:var(--{paint.Name},{colour})";
            element.Add(new XAttribute("class", rule));
        }
        if (paint.Colour.Alpha < byte.MaxValue)
            element.Add(Number(property + "-opacity", paint.Colour.Alpha / 255f));
        _group.Add(element);
        return element;
    }

    private string Define(XElement definition)
    {
        string id = $"part-{++_parts}";
        definition.SetAttributeValue("id", id);
        _definitions.Add(definition);
        return id;
    }

    private static XAttribute[] Box(SKRect area) =>
        [Number("x", area.Left), Number("y", area.Top), Number("width", area.Width), Number("height", area.Height)];

    private static XAttribute Number(string name, float value) => new(name, Text(value));

    private static string Text(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
