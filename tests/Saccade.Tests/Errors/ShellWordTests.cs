using System.Diagnostics;
using Saccade.Errors;

namespace Saccade.Tests.Errors;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("runs/mnist-28", "runs/mnist-28")]
    [InlineData("training.epochs=3", "training.epochs=3")]
    [InlineData("größe", "größe")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("`x`", "'`x`'")]
    [InlineData("{a,b}", "'{a,b}'")]
    [InlineData("~", "'~'")]
    [InlineData("#x", "'#x'")]
    [InlineData("!!", "'!!'")]
    [InlineData("a\nb", "$'a\\012b'")]
    [InlineData("\e'7", "$'\\033\\0477'")]
    public void Only_plain_text_has_no_quotes(string text, string word)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other quotes.");
        Assert.Equal(word, ShellWord.Quote(text));
    }

    [Fact]
    public void A_shell_reads_each_word_as_it_was()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash here.");
        string[] words = ["", "a b", "it's", "`id`", "$HOME", "$(id)", "*", "?", "[a]", "{a,b}", "~", "#x", "!!", "a\\nb", "a\nb\t\e[2J",
            "\"", "\u202e7", "größe", "a;b|c&d<e>f", "%s", "-n", "数字"];
        ProcessStartInfo bash = new("/bin/bash") { RedirectStandardOutput = true };
        bash.ArgumentList.Add("-c");
        bash.ArgumentList.Add($"printf '%s\\0' {string.Join(' ', words.Select(ShellWord.Quote))}");
        using Process shell = Process.Start(bash)!;
        Assert.Equal(words, shell.StandardOutput.ReadToEnd().Split('\0')[..^1]);
    }
}
