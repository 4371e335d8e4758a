using Saccade.Experiments.Reports;

namespace Saccade.Tests.Experiments.Reports;

public sealed class TextTableTests
{
    private static readonly TextColumn[] s_columns = [new("name", IsText: true), new("low", Rank: 2), new("high", Rank: 1), new("mean")];
    private static readonly string[][] s_rows = [["a", "1", "22222", "3"], ["bb", "", "4", "5"]];

    [Fact]
    public void Words_begin_and_numbers_end_in_their_columns() => Assert.Equal(
        ["name  low   high  mean", "a       1  22222     3", "bb             4     5"], TextTable.Lines(s_columns, s_rows, 22));

    [Theory]
    [InlineData(21, "name  low  mean", "a       1     3", "bb            5", "Left out for the", "  width: high")]
    [InlineData(14, "name  mean", "a        3", "bb       5", "Left out for the", "  width: high; low")]
    [InlineData(3, "name  mean", "a        3", "bb       5", "Left out for the", "  width: high; low")]
    public void Where_it_is_too_wide_whole_columns_are_left_out_by_their_rank(int width, params string[] lines) =>
        Assert.Equal(lines, TextTable.Lines(s_columns, s_rows, width));

    [Fact]
    public void A_terminal_gets_no_control_characters() => Assert.Equal(
        ["name    low  high  mean", "a [2Jb    1     2     3"],
        TextTable.Lines(s_columns, [["a\e[2Jb", "1", "2", "3"]], 80));

    [Fact]
    public void Without_rows_it_is_its_titles() => Assert.Equal(["name  low  high  mean"], TextTable.Lines(s_columns, [], 80));
}
