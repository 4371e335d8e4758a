using System.Text;

namespace Saccade.Experiments.Reports;

/// <summary>Blocks as Markdown; pictures stay files beside the page.</summary>
internal static class MarkdownPage
{
    /// <summary>The page's text; paths of pictures are relative to <paramref name="folder"/>, where the page lies.</summary>
    public static string Write(IEnumerable<DocumentBlock> blocks, string folder) =>
        string.Join("\n\n", blocks.Select(block => Text(block, folder))) + "\n";

    private static string Text(DocumentBlock block, string folder) => block switch
    {
        Heading heading => $"{new string('#', heading.Level)} {MarkdownText.Line(heading.Text)}",
        Paragraph paragraph => MarkdownText.Line(paragraph.Text),
        Code code => MarkdownText.Code(code.Text),
        Picture picture => $"![{MarkdownText.Line(picture.Caption)}]({Address(picture.Path, folder)})",
        Table table => Lines(table),
        _ => throw new NotSupportedException($"A page cannot hold a {block.GetType()}."),
    };

    private static string Lines(Table table)
    {
        StringBuilder text = new(Line(table.Columns));
        text.Append('\n').Append(Line([.. table.Columns.Select(_ => "---")]));
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            text.Append('\n').Append(Line([.. row.Select(MarkdownText.Line)]));
        }
        return text.ToString();
    }

    private static string Line(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Address(string path, string folder) =>
        string.Join('/', Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
}
