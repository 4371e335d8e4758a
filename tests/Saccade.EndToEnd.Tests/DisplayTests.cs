using Saccade.Cli.Display;
using Saccade.Cli.Invocation;
using Saccade.Experiments.Reports;

namespace Saccade.EndToEnd.Tests;

/// <summary>Lines of the program, from their text and a width.</summary>
public sealed class DisplayTests
{
    [Theory]
    [InlineData("one two three", 13, "one two three")]
    [InlineData("one two three twenty-four five", 20, "one two three\n  twenty-four five")]
    [InlineData("/a/path/that/is/longer/than/any/line b", 22, "/a/path/that/is/longer/than/any/line\n  b")]
    [InlineData("  ! a remedy of some words", 22, "  ! a remedy of some\n  words")]
    [InlineData("two  spaces  between  figures", 22, "two  spaces  between\n  figures")]
    [InlineData("", 22, "")]
    public void Text_is_broken_between_words_only(string text, int width, string lines) =>
        Assert.Equal(lines, WrappedText.Of(text, width, indent: 2));

    [Theory]
    [InlineData(36, "Name        a value of some words\n            and more")]
    [InlineData(35, "Name\n  a value of some words and more")]
    [InlineData(int.MaxValue, "Name        a value of some words and more")]
    public void A_value_stands_beside_its_name_or_below(int width, string lines) =>
        Assert.Equal(lines, FactLines.Of("Name", "a value of some words and more", 12, width));

    [Fact]
    public void A_value_stands_below_its_name_where_its_longest_word_needs_the_room() => Assert.Equal(
        "Name\n  a /path/of/twenty-five/letters", FactLines.Of("Name", "a /path/of/twenty-five/letters", 12, 36));

    [Fact]
    public void A_net_without_attention_has_no_columns_of_loss_terms() => Assert.Equal(
        ["epoch", "loss", "train err", "validation err", "images/s"],
        TrainingDisplay.Columns(hasTerms: false).Select(column => column.Title));

    [Fact]
    public void What_follows_two_dashes_is_no_option_and_can_be_typed_again() => Assert.Equal(
        ["info", "--seed", "1", "--", "./-dash", "plain", "./--help"],
        DashedPaths.AfterDoubleDash(["info", "--seed", "1", "--", "-dash", "plain", "--help"]));
}
