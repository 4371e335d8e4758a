using System.Text;
using Saccade.Experiments.Runs;

namespace Saccade.Experiments.Pages;

/// <summary>Blocks as one HTML file that needs no other: pictures and styles are in it.</summary>
internal static class HtmlPage
{
    private const string Style = """
        :root { color-scheme: light dark }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
        table { border-collapse: collapse; display: block; overflow-x: auto; font-variant-numeric: tabular-nums }
        th, td { border: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top }
        pre { background: #8882; padding: .6rem; overflow-x: auto }
        figure { margin: 1rem 0 }
        img { max-width: 100%; background: #fff }
        figcaption { color: #777 }
        """;

    /// <summary>The page's text.</summary>
    /// <exception cref="Runtime.SaccadeException">A picture cannot be read.</exception>
    public static string Write(string title, IEnumerable<Block> blocks)
    {
        StringBuilder text = new();
        text.Append($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{Plain(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n");
        foreach (Block block in blocks)
        {
            text.Append(Element(block)).Append('\n');
        }
        return text.Append("</body>\n</html>\n").ToString();
    }

    private static string Element(Block block) => block switch
    {
        Heading heading => $"<h{heading.Level}>{Plain(heading.Text)}</h{heading.Level}>",
        Paragraph paragraph => $"<p>{Plain(paragraph.Text)}</p>",
        Code code => $"<pre><code>{Plain(code.Text)}</code></pre>",
        Picture picture => $"<figure><img alt=\"{Plain(picture.Caption)}\" src=\"data:image/png;base64,{Convert.ToBase64String(DurableFile.Read(picture.Path))}\"><figcaption>{Plain(picture.Caption)}</figcaption></figure>",
        Table table => Rows(table),
        _ => throw new NotSupportedException($"A page cannot hold a {block.GetType()}."),
    };

    private static string Rows(Table table)
    {
        StringBuilder text = new("<table>\n<thead>");
        text.Append(Row("th", table.Columns)).Append("</thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            text.Append(Row("td", row)).Append('\n');
        }
        return text.Append("</tbody>\n</table>").ToString();
    }

    private static string Row(string tag, IReadOnlyList<string> cells) =>
        $"<tr>{string.Concat(cells.Select(cell => $"<{tag}>{Plain(cell)}</{tag}>"))}</tr>";

    /// <summary>Only marks are encoded; all else is as it is, in UTF-8.</summary>
    internal static string Plain(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;");
}
