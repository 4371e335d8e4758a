using System.Net;
using System.Text.RegularExpressions;
using Saccade.Errors;
using Saccade.Experiments.Reports;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Experiments.Reports;

public sealed class PageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Markdown_has_each_kind_of_block_and_escapes_what_would_be_taken_for_marks()
    {
        DocumentBlock[] blocks =
        [
            new Heading(2, "a_b"),
            new Paragraph("1 < 2\nand *so* on"),
            new Code("saccade reproduce a_b"),
            new Table(["x", "y"], [["1|2", "3\n4"], ["5", "6"]]),
            new Picture("it [is]", _folder["pictures/a b.png"]),
        ];
        Assert.Equal(
            """
            ## a\_b

            1 \< 2 and \*so\* on

            ```sh
            saccade reproduce a_b
            ```

            | x | y |
            | --- | --- |
            | 1\|2 | 3 4 |
            | 5 | 6 |

            ![it \[is\]](../pictures/a%20b.png)

            """,
            MarkdownPage.Write(blocks, _folder["rows"]));
    }

    [Fact]
    public void Html_holds_its_pictures_and_encodes_its_texts()
    {
        byte[] content = [1, 2, 3, 250];
        File.WriteAllBytes(_folder["a.png"], content);
        string html = HtmlPage.Write(
            "<T>", [new Heading(1, "a & b"), new Table(["\"c\""], [["<d>"]]), new Code("x < y"), new Picture("p\"q", _folder["a.png"])]);
        Assert.Contains("<title>&lt;T&gt;</title>", html);
        Assert.Contains("<h1>a &amp; b</h1>", html);
        Assert.Contains("<td>&lt;d&gt;</td>", html);
        Assert.Contains("<code>x &lt; y</code>", html);
        Match picture = Regex.Match(html, "<img alt=\"p&quot;q\" src=\"data:image/png;base64,([^\"]+)\">");
        Assert.Equal(content, Convert.FromBase64String(WebUtility.HtmlDecode(picture.Groups[1].Value)));
        RequireSelfContained(html);
    }

    [Fact]
    public void A_missing_picture_is_named()
    {
        Assert.Equal(
            _folder["gone.png"],
            Assert.Throws<SaccadeException>(() => HtmlPage.Write("t", [new Picture("", _folder["gone.png"])])).Error.Path);
    }

    /// <summary>Nothing is loaded from elsewhere: every source is in the file, and there are no links, scripts or imports.</summary>
    internal static void RequireSelfContained(string html)
    {
        Assert.All(
            Regex.Matches(html, "src=\"([^\"]*)\"").Select(match => match.Groups[1].Value), source => Assert.StartsWith("data:", source));
        Assert.DoesNotMatch("href=|<script|<link|@import|url\\(|https?://", html);
    }

    /// <summary>Every line of a table has as many cells as the line above.</summary>
    internal static void RequireTables(string markdown)
    {
        string[] lines = markdown.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("| ---", StringComparison.Ordinal));
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('|') && lines[i - 1].StartsWith('|'))
            {
                Assert.Equal(Cells(lines[i - 1]), Cells(lines[i]));
            }
        }

        static int Cells(string line) => Regex.Count(line, @"(?<!\\)\|") - 1;
    }
}
