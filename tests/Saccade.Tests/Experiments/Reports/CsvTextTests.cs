using Saccade.Experiments.Reports;

namespace Saccade.Tests.Experiments.Reports;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("say \"a\"", "\"say \"\"a\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("a\rb", "\"a\rb\"")]
    public void A_cell_is_quoted_where_a_reader_would_split_it(string cell, string expected) =>
        Assert.Equal($"{expected},\n", CsvText.Line([cell, ""]));
}
