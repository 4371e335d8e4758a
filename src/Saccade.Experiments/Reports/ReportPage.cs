using System.Text;
using Saccade.Experiments.Pages;
using Saccade.Figures;
using Saccade.Figures.Pages;

namespace Saccade.Experiments.Reports;

/// <summary>A page in the making: sections one after the other, with what they need in one HTML file that loads nothing.</summary>
internal sealed class ReportPage(string title, string over, string lead)
{
    private const string PageLight = "#F6F7F9", PageDark = "#080B10";

    // A page from disk or from a server behaves alike: nothing but what is in it.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    private const string ThemeScript = """
        document.getElementById("theme").addEventListener("click", event => {
          const root = document.documentElement, dark = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
          root.dataset.theme = dark === "dark" ? "light" : "dark";
        });
        """;

    private readonly List<(string Id, string Name)> _sections = [];
    private readonly StringBuilder _body = new();
    private int _figures;

    /// <summary>Begins a section; it ends where the next begins.</summary>
    public void Section(string id, string name, string? text = null)
    {
        if (_sections.Count > 0)
        {
            _body.Append("</section>\n");
        }
        _sections.Add((id, name));
        _body.Append($"<section id=\"{id}\">\n<h2>{HtmlPage.Plain(name)}</h2>\n");
        if (text is not null)
        {
            Paragraph(text);
        }
    }

    public void Paragraph(string text) => _body.Append($"<p class=\"lead\">{HtmlPage.Plain(text)}</p>\n");

    /// <summary>HTML as it is.</summary>
    public void Element(string html) => _body.Append(html).Append('\n');

    /// <summary>A figure drawn with <see cref="PageFigure.Options"/>.</summary>
    public void Figure(byte[] svg, string caption, bool wide = false)
    {
        string element = PageFigure.Inline(svg, $"figure-{++_figures}", caption);
        _body.Append($"<figure>{(wide ? $"<div class=\"wide\" tabindex=\"0\">{element}</div>" : element)}<figcaption>{HtmlPage.Plain(caption)}</figcaption></figure>\n");
    }

    /// <summary>Facts as pairs of a name and a value.</summary>
    public void Facts(IEnumerable<(string Name, string Value)> facts) => _body.Append(
        $"<dl class=\"facts\">{string.Concat(facts.Select(fact => $"<div><dt>{HtmlPage.Plain(fact.Name)}</dt><dd>{HtmlPage.Plain(fact.Value)}</dd></div>"))}</dl>\n");

    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        _body.Append($"<div class=\"table\"><table><thead>{Row("th", columns)}</thead><tbody>");
        foreach (IReadOnlyList<string> row in rows)
        {
            _body.Append(Row("td", row));
        }
        _body.Append("</tbody></table></div>\n");
    }

    /// <summary>The whole file.</summary>
    public string Write(string footer) => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="{{Policy}}">
        <title>{{HtmlPage.Plain(title)}} – Saccade</title>
        <link rel="icon" href="data:,">
        <style>
        :root { color-scheme: light dark; --page: {{PageLight}}; {{PageFigure.Variables(FigureTheme.Light)}} }
        @media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { --page: {{PageDark}}; {{PageFigure.Variables(FigureTheme.Dark)}} } }
        :root[data-theme=dark] { color-scheme: dark; --page: {{PageDark}}; {{PageFigure.Variables(FigureTheme.Dark)}} }
        :root[data-theme=light] { color-scheme: light }
        {{Style}}
        {{RolloutPlayer.Style}}
        </style>
        </head>
        <body>
        <header><div><p class="over">{{HtmlPage.Plain(over)}}</p><h1>{{HtmlPage.Plain(title)}}</h1><p class="lead">{{HtmlPage.Plain(lead)}}</p></div></header>
        <nav aria-label="Sections"><ul>{{string.Concat(_sections.Select(section => $"<li><a href=\"#{section.Id}\">{HtmlPage.Plain(section.Name)}</a></li>"))}}<li><button type="button" id="theme">Light or dark</button></li></ul></nav>
        <main>
        {{_body}}</section>
        </main>
        <footer>{{HtmlPage.Plain(footer)}}</footer>
        <script>
        {{ThemeScript}}
        {{RolloutPlayer.Script}}
        </script>
        </body>
        </html>

        """;

    private static string Style
    {
        get
        {
            using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!;
            using StreamReader reader = new(stream, Encoding.UTF8);
            return reader.ReadToEnd().ReplaceLineEndings("\n");
        }
    }

    private static string Row(string tag, IReadOnlyList<string> cells) =>
        $"<tr>{string.Concat(cells.Select(cell => $"<{tag}>{HtmlPage.Plain(cell)}</{tag}>"))}</tr>";
}
