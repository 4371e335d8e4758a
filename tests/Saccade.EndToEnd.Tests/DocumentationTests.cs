using System.Text.RegularExpressions;

namespace Saccade.EndToEnd.Tests;

/// <summary>The commands that README and docs show exist, with their options.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public async Task Shown_commands_are_known()
    {
        string root = Repository.Root;
        Assert.SkipUnless(File.Exists(Path.Combine(root, "README.md")), "There is no README.md yet.");
        string[] pages =
            [Path.Combine(root, "README.md"), .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories)];
        (string Page, string Line)[] shown =
            [.. pages.SelectMany(page => Commands(File.ReadAllText(page)).Select(line => (Path.GetRelativePath(root, page), line)))];
        Assert.Contains(shown, command => command.Page == "README.md");
        Dictionary<string, string> help = [];
        foreach ((string page, string line) in shown)
        {
            string[] words = [.. Word().Matches(line).Select(word => word.Value.Trim('\'', '"'))];
            string[] command = words is [string name, ..] && !name.StartsWith('-') ? [name] : [];
            if (!help.TryGetValue(string.Concat(command), out string? text))
            {
                Finished finished = await SaccadeCalls.Run(root, [.. command, "--help"]);
                Assert.True(finished.ExitCode == 0, $"{page}: there is no command '{line}'.");
                text = help[string.Concat(command)] = finished.Output;
            }
            string[] options = [.. words.Where(word => word.StartsWith('-')).Select(word => word.Split('=')[0])];
            Assert.All(options, option => Assert.True(
                Option().Matches(text).Any(known => known.Value == option), $"{page}: '{line}' has the option {option}, which is none."));
            if (command is ["train"] && words.Length > 1 && RecipeName().IsMatch(words[1]))
            {
                Assert.True(File.Exists(Path.Combine(root, "recipes", words[1] + ".toml")),
                    $"{page}: '{line}' names the recipe {words[1]}, which is none.");
            }
        }
    }

    /// <summary>What a reader of a tutorial types, in its order, without the live page and other programs.</summary>
    [Theory]
    [InlineData("researcher")]
    [InlineData("teacher")]
    [InlineData("engineer")]
    public async Task The_commands_of_a_tutorial_succeed(string name)
    {
        using TemporaryFolder folder = new();
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "tutorials", name + ".md"));
        string[] lines = [.. Commands(page)];
        Assert.True(lines.Length > 3, "The tutorial has no commands.");
        foreach (string line in lines)
        {
            Finished finished = await SaccadeCalls.Run(folder.Path, [.. Word().Matches(line).Select(word => word.Value.Trim('\'', '"'))]);
            Assert.True(finished.ExitCode == 0, $"'saccade {line}' ended with {finished.ExitCode}: {finished.Errors}");
        }
    }

    [Fact]
    public void Commands_are_found_in_fenced_blocks_alone()
    {
        const string page = """
            saccade in prose
            ```sh
            $ saccade eval runs/a \
                --json   # one object
            git clone x && cd x
            dotnet run -c Release --project src/Saccade.Cli -- train --seed 1
            ```
            ```csharp
            saccade x
            ```
            ```bash
            ./bin/saccade info a; saccade doctor
            ```
            """;
        Assert.Equal(["eval runs/a --json", "train --seed 1", "info a", "doctor"], Commands(page));
    }

    /// <summary>What follows the program's name in the shell commands of a page.</summary>
    private static IEnumerable<string> Commands(string page) => Fence().Matches(page.ReplaceLineEndings("\n"))
        .Select(block => Continuation().Replace(block.Groups["text"].Value, " "))
        .SelectMany(text => text.Split('\n'))
        .Select(line => Remark().Replace(line, ""))
        .SelectMany(line => line.Split([';', '|', '&'], StringSplitOptions.TrimEntries))
        .Select(command => Program().Match(command))
        .Where(match => match.Success)
        .Select(match => match.Groups["rest"].Value);

    [GeneratedRegex(@"^[ \t]*```(sh|bash|shell|console)[^\n]*\n(?<text>.*?)^[ \t]*```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\s*\\\n\s*")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"(^|\s+)#.*$")]
    private static partial Regex Remark();

    [GeneratedRegex(@"^(\$ )?(\S*/)?(saccade|dotnet run\b.*/Saccade\.Cli --)(\s+(?<rest>.*))?$")]
    private static partial Regex Program();

    [GeneratedRegex(@"'[^']*'|""[^""]*""|\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\w-])--?[a-z?][a-z-]*")]
    private static partial Regex Option();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]*$")]
    private static partial Regex RecipeName();
}
