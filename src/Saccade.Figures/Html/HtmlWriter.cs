using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Saccade.Figures.Html;

/// <summary>Writes HTML element by element. Text and the values of attributes are escaped; elements are closed in order.</summary>
public sealed class HtmlWriter
{
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new();
    private readonly Stack<string> _open = [];

    /// <summary>Opens a page with head and body, complete except for its content.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="style">Its style sheet, written as it is.</param>
    /// <param name="policy">Its content security policy; none when null.</param>
    public HtmlWriter OpenPage(string title, string style, string? policy = null)
    {
        Raw("<!DOCTYPE html>\n").Open("html", ("lang", "en")).Line().Open("head").Line();
        Void("meta", ("charset", "utf-8")).Line();
        Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Line();
        if (policy is not null)
            Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", policy)).Line();
        Element("title", title).Line();
        return Open("style").Raw($"\n{style}\n").Close().Line().Close().Line().Open("body").Line();
    }

    /// <summary>Reads a style sheet or script that is embedded in the assembly of a type.</summary>
    public static string Resource(Type type, string name)
    {
        using StreamReader reader = new(type.Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>Opens an element; <see cref="Close"/> closes it.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="attributes">Names and values of its attributes.</param>
    public HtmlWriter Open(string tag, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _open.Push(tag);
        return Void(tag, attributes);
    }

    /// <summary>Closes the element that was opened last.</summary>
    public HtmlWriter Close() => Raw($"</{_open.Pop()}>");

    /// <summary>Writes an element that has no content, such as <c>img</c>.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="attributes">Names and values of its attributes.</param>
    public HtmlWriter Void(string tag, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _html.Append('<').Append(tag);
        foreach ((string name, string value) in attributes)
        {
            _html.Append(' ').Append(name).Append("=\"").Append(s_encoder.Encode(value)).Append('"');
        }
        return Raw(">");
    }

    /// <summary>Writes an element that holds text.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="text">The text.</param>
    /// <param name="attributes">Names and values of its attributes.</param>
    public HtmlWriter Element(string tag, string text, params ReadOnlySpan<(string Name, string Value)> attributes) =>
        Open(tag, attributes).Text(text).Close();

    /// <summary>Writes text, with a space for each character that no page shows, such as one that turns the direction of writing.</summary>
    public HtmlWriter Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        IEnumerable<string> lines = text.Split('\n').Select(line => TerminalText.OneLine(line, line.Length));
        return Raw(s_encoder.Encode(string.Join('\n', lines)));
    }

    /// <summary>Writes HTML as it is.</summary>
    public HtmlWriter Raw(string html)
    {
        _html.Append(html);
        return this;
    }

    /// <summary>Starts a new line, for readers of the source.</summary>
    public HtmlWriter Line() => Raw("\n");

    /// <summary>Writes a table of texts.</summary>
    /// <param name="columns">Heads of the columns.</param>
    /// <param name="rows">Rows with a cell for each column.</param>
    public HtmlWriter Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Open("table").Open("thead");
        Row("th", columns).Close().Open("tbody").Line();
        foreach (IReadOnlyList<string> row in rows)
        {
            Row("td", row).Line();
        }
        return Close().Close();
    }

    /// <summary>The HTML written so far; every element that is still open is closed first.</summary>
    public override string ToString()
    {
        string closing = string.Concat(_open.Select(tag => $"</{tag}>\n"));
        return _html + closing;
    }

    private HtmlWriter Row(string tag, IReadOnlyList<string> cells)
    {
        Open("tr");
        foreach (string cell in cells)
        {
            // A head without text heads nothing.
            Element(cell.Length > 0 ? tag : "td", cell);
        }
        return Close();
    }
}
