using Saccade.Experiments.Reports;

namespace Saccade.Tests.Experiments.Reports;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("8×8 values, σ 0.11 (mean): 1.07% ± 0.1; a/b? c=1", "8×8 values, σ 0.11 (mean): 1.07% ± 0.1; a/b? c=1")]
    [InlineData("# no heading", "\\# no heading")]
    [InlineData("- no item", "\\- no item")]
    [InlineData("a | b", "a \\| b")]
    [InlineData("<b>![x](y)</b>", "\\<b\\>\\!\\[x\\](y)\\</b\\>")]
    [InlineData("&lt; $x$ `c` *a* _b_ ~c~ {d} ^e", "\\&lt; \\$x\\$ \\`c\\` \\*a\\* \\_b\\_ \\~c\\~ \\{d\\} \\^e")]
    [InlineData("https://example.org", "https\\://example.org")]
    [InlineData("two\n\n# lines\u202e", "two  \\# lines ")]
    public void Text_stays_text(string text, string markdown) => Assert.Equal(markdown, MarkdownText.Line(text));

    [Fact]
    public void A_block_of_code_is_not_ended_by_its_content()
    {
        Assert.Equal("```sh\nsaccade eval x\nsaccade look x\n```", MarkdownText.Code("saccade eval x\nsaccade look x"));
        Assert.Equal("`````sh\na\n````\n# heading\n`````", MarkdownText.Code("a\n````\n# heading"));
        Assert.Equal("```sh\na b\n```", MarkdownText.Code("a\eb"));
    }

    [Fact]
    public void The_length_is_bounded()
    {
        string endless = new('`', 15_000_000);
        Assert.InRange(MarkdownText.Line(endless).Length, 8000, 16_001);
        Assert.InRange(MarkdownText.Code(endless).Length, 100_000, 300_020);
    }
}
