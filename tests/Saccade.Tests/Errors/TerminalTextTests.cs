using Saccade.Errors;

namespace Saccade.Tests.Errors;

public sealed class TerminalTextTests
{
    [Fact]
    public void What_a_terminal_obeys_becomes_a_space_and_all_other_text_stays()
    {
        // Escape, bell, C1 control, bidirectional override, zero-width joiner, separators, private use, tag, unassigned.
        string[] obeyed = ["\e", "\a", "\r", "\n", "\t", "\u009b", "\u202e", "\u200d", "\u2028",
            "\u2029", "\ue000", "\U000e0041", "\u0378"];
        Assert.All(obeyed, text => Assert.Equal("a b", TerminalText.OneLine($"a{text}b")));
        string[] shown = ["größe-č7 (x, y) «ß» + € 28×28 …", "数字 ७", "e\u0301", "🙂", "a\u00a0b", "`$'\"\\<>&|;"];
        Assert.All(shown, text => Assert.Equal(text, TerminalText.OneLine(text)));
        Assert.Equal("a\ufffdb", TerminalText.OneLine("a\ud800b"));
    }

    [Fact]
    public void The_length_is_bounded_and_no_character_is_cut_in_two()
    {
        Assert.Equal(new string('x', 200) + "…", TerminalText.OneLine(new string('x', 15_000_000)));
        Assert.Equal("ab…", TerminalText.OneLine("abc", 2));
        Assert.Equal("abc", TerminalText.OneLine("abc", 3));
        Assert.Equal("a…", TerminalText.OneLine("a🙂", 2));
        Assert.Equal("", TerminalText.OneLine(""));
    }
}
