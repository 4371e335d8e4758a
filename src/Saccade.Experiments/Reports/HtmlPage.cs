using Saccade.Figures.Html;

namespace Saccade.Experiments.Reports;

/// <summary>Blocks as one HTML file that needs no other: pictures and styles are in it.</summary>
internal static class HtmlPage
{
    private const string Style = """
        :root { color-scheme: light dark; background: Canvas; color: CanvasText }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
        h1, h2, h3, p, figcaption { overflow-wrap: anywhere }
        .table { overflow-x: auto }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums }
        th, td { border: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top }
        pre { background: #8882; padding: .6rem; overflow-x: auto }
        figure { margin: 1rem 0 }
        img { max-width: 100%; background: #fff }
        figcaption { font-size: .875rem }
        """;

    // What may be wider than the page is scrolled by keyboard too.
    private static readonly (string, string) s_scrolls = ("tabindex", "0");

    private const int MostPictureBytes = 64 << 20;

    /// <summary>The page's text.</summary>
    /// <exception cref="SaccadeException">A picture cannot be read.</exception>
    public static string Write(string title, IEnumerable<DocumentBlock> blocks)
    {
        HtmlWriter html = new HtmlWriter().OpenPage(title, Style).Open("main").Line();
        foreach (DocumentBlock block in blocks)
        {
            Write(html, block).Line();
        }
        return html.ToString();
    }

    private static HtmlWriter Write(HtmlWriter html, DocumentBlock block) => block switch
    {
        Heading heading => html.Element($"h{heading.Level}", heading.Text),
        Paragraph paragraph => html.Element("p", paragraph.Text),
        Code code => html.Open("pre", s_scrolls).Element("code", code.Text).Close(),
        Picture picture => html.Open("figure").Void("img", ("alt", picture.Caption), ("src", Address(picture.Path)))
            .Element("figcaption", picture.Caption).Close(),
        Table table => html.Open("div", ("class", "table"), s_scrolls).Table(table.Columns, table.Rows).Close(),
        _ => throw new NotSupportedException($"A page cannot hold a {block.GetType()}."),
    };

    private static string Address(string path) =>
        $"data:image/png;base64,{Convert.ToBase64String(InputFile.ReadBytes(path, MostPictureBytes))}";
}
