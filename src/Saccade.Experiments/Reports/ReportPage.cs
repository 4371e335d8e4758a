using Saccade.Figures.Drawing;
using Saccade.Figures.Html;

namespace Saccade.Experiments.Reports;

/// <summary>A page in the making: sections one after the other, with what they need in one HTML file that loads nothing.</summary>
internal sealed class ReportPage(string title, string over, string lead)
{
    private const string PageLight = "#F6F7F9", PageDark = "#080B10";

    // A page from disk or from a server behaves alike: nothing but what is in it.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    private const string ThemeScript = """
        document.getElementById("theme").addEventListener("click", event => {
          const root = document.documentElement;
          const dark = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
          root.dataset.theme = dark === "dark" ? "light" : "dark";
        });
        """;

    private readonly List<(string Id, string Name)> _sections = [];
    private int _figures;

    /// <summary>The content of the current section.</summary>
    public HtmlWriter Body { get; } = new();

    /// <summary>Begins a section; it ends where the next begins.</summary>
    public void Section(string id, string name, string? text = null)
    {
        if (_sections.Count > 0)
        {
            Body.Close().Line();
        }
        _sections.Add((id, name));
        Body.Open("section", ("id", id)).Line().Element("h2", name).Line();
        if (text is not null)
        {
            Paragraph(text);
        }
    }

    public void Paragraph(string text) => Body.Element("p", text, ("class", "lead")).Line();

    /// <summary>A figure drawn with <see cref="PageFigure.Options"/>.</summary>
    public void Figure(byte[] svg, string caption, bool wide = false)
    {
        string element = PageFigure.Inline(svg, $"figure-{++_figures}", caption);
        Body.Open("figure");
        if (wide)
        {
            Body.Open("div", ("class", "wide"), ("tabindex", "0")).Raw(element).Close();
        }
        else
        {
            Body.Raw(element);
        }
        Body.Element("figcaption", caption).Close().Line();
    }

    /// <summary>Facts as pairs of a name and a value.</summary>
    public void Facts(IEnumerable<(string Name, string Value)> facts)
    {
        Body.Open("dl", ("class", "facts"));
        foreach ((string name, string value) in facts)
        {
            Body.Open("div").Element("dt", name).Element("dd", value).Close();
        }
        Body.Close().Line();
    }

    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        Body.Open("div", ("class", "table"), ("tabindex", "0")).Table(columns, rows).Close().Line();

    /// <summary>The whole file.</summary>
    public string Write(string footer)
    {
        HtmlWriter html = new HtmlWriter().OpenPage($"{title} – Saccade", $"{Colours}\n{Style}\n{RolloutPlayer.Style}", Policy);
        html.Open("header").Open("div").Element("p", over, ("class", "over")).Element("h1", title).Element("p", lead, ("class", "lead"));
        html.Close().Close().Line().Open("nav", ("aria-label", "Sections")).Open("ul");
        foreach ((string id, string name) in _sections)
        {
            html.Open("li").Element("a", name, ("href", $"#{id}")).Close();
        }
        html.Open("li").Element("button", "Light or dark", ("type", "button"), ("id", "theme")).Close().Close().Close().Line();
        html.Open("main").Line().Raw(Body.ToString()).Close().Line();
        html.Element("footer", footer).Line();
        return html.Open("script").Raw($"\n{ThemeScript}\n{RolloutPlayer.Script}\n").Close().Line().ToString();
    }

    private static string Colours => $$"""
        :root { color-scheme: light dark; --page: {{PageLight}}; {{PageFigure.Variables(FigureTheme.Light)}} }
        @media (prefers-color-scheme: dark) {
          :root:not([data-theme=light]) { --page: {{PageDark}}; {{PageFigure.Variables(FigureTheme.Dark)}} }
        }
        :root[data-theme=dark] { color-scheme: dark; --page: {{PageDark}}; {{PageFigure.Variables(FigureTheme.Dark)}} }
        :root[data-theme=light] { color-scheme: light }
        """;

    private static string Style => HtmlWriter.Resource(typeof(ReportPage), "report.css");
}
