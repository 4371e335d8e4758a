using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Saccade.EndToEnd.Tests;

/// <summary>What the program prints on narrow terminals and in colour, and paths that begin with a dash.</summary>
public sealed class TerminalTests(SharedRuns runs) : IDisposable
{
    private const string Dashed = "./-dash";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(79)]
    public async Task No_line_is_wider_than_the_terminal_but_for_a_long_word(int columns)
    {
        RunFiles.Copy(await runs.Small(), _folder["run"]);
        string[][] commands =
        [
            ["info", "run"], ["doctor"], ["eval", "run", "--threads", "1"], ["compare", "run", "--out", "c.svg"],
            ["look", "run", "--ascii", "--threads", "1"],
        ];
        List<Finished> finished = [];
        foreach (string[] command in commands)
        {
            finished.Add(await Run(columns, command));
            Assert.All(finished[^1].Succeeded().Lines, line => Assert.True(Fits(line, columns), line));
        }
        // The order in which columns are left out: the unimportant ones first.
        Assert.StartsWith("run ", finished[3].Lines[0]);
        Assert.Contains("validation error, %", finished[3].Lines[0]);
        Assert.Contains("Left out for the width: weights; images/s", string.Join(' ', finished[3].Lines.Select(line => line.Trim())));
    }

    [Fact]
    public async Task Rows_of_a_training_stay_whole_and_its_other_lines_fit()
    {
        string[] lines = (await Run(48, ["train", .. Options.Small, "--run", "narrow"])).Succeeded().Lines;
        int header = Array.FindIndex(lines, line => line.Contains("validation err", StringComparison.Ordinal) && line.Contains("epoch"));
        Assert.Equal(" epoch    loss  train err  validation err", lines[header]);
        Assert.Matches(@"^ +1 +\d+\.\d{3} +\d+\.\d\d% +\d+\.\d\d%\*?$", lines[header + 1]);
        Assert.Contains("leaves out images/s, location, baseline, action", string.Join(' ', lines[..header]));
        Assert.All(lines, line => Assert.True(Fits(line, 48), line));
    }

    [Fact]
    public async Task A_terminal_has_colour_unless_it_is_not_wanted()
    {
        RunFiles.Copy(await runs.Small(), _folder["run"]);
        string colour = await InTerminal("eval run --threads 1"), plain = await InTerminal("eval run --threads 1", ("NO_COLOR", "1"));
        Assert.Contains("\e[32m", colour);
        Assert.DoesNotContain('\e', plain);
        string confusion = colour[colour.IndexOf("Confusion", StringComparison.Ordinal)..];
        Assert.Equal(plain[plain.IndexOf("Confusion", StringComparison.Ordinal)..], Regex.Replace(confusion, @"\e\[\d+m", ""));
        Assert.DoesNotContain('\e', (await SaccadeCalls.Run(_folder.Path, "eval", "run", "--threads", "1")).Succeeded().Output);
    }

    [Fact]
    public async Task A_terminal_gets_no_control_characters_from_the_names_of_pictures()
    {
        File.Copy(Path.Combine(await runs.Small(), "pictures/curves.png"), _folder["a\e[31m\u202eb.png"]);
        string shown = await InTerminal("predict mnist-28 . --threads 1");
        Assert.Contains("/a [31m b.png,", shown);
        Assert.Contains("/a\e[31m\u202eb.png,", (await SaccadeCalls.Run(_folder.Path, "predict", "mnist-28", ".")).Succeeded().Output);
    }

    [Fact]
    public async Task What_begins_with_a_dash_is_a_file_after_two_dashes_and_can_be_typed_as_printed()
    {
        File.Copy(Path.Combine(await runs.Small(), "model.safetensors"), _folder["-dash"]);
        Finished info = await SaccadeCalls.Run(_folder.Path, "info", "--", "-dash");
        Assert.Contains($"Model                {Dashed}", info.Succeeded().Output);
        (await SaccadeCalls.Run(_folder.Path, "info", Dashed)).Succeeded();
        Assert.Contains(
            $"There is no option '-dash'. For the file of that name write '{Dashed}'.",
            (await SaccadeCalls.Run(_folder.Path, "info", "-dash")).Failed(2));
        Finished trace = await SaccadeCalls.Run(_folder.Path, "trace", Dashed, "--count", "1", "--out", "-t.json", "--threads", "1");
        Assert.Contains("Traces  ./-t.json: 1 image", trace.Succeeded().Output);
        Assert.True(File.Exists(_folder["-t.json"]));
    }

    /// <summary>What a command prints on a terminal of 70 columns, without what sets the terminal up.</summary>
    private async Task<string> InTerminal(string command, params (string Key, string Value)[] environment)
    {
        const string script = "/usr/bin/script";
        Assert.SkipUnless(File.Exists(script), "There is no 'script', which makes a terminal.");
        ProcessStartInfo program = SaccadeProcess.StartInfo(_folder.Path, []);
        string call = string.Join(' ', program.ArgumentList.Prepend(program.FileName));
        ProcessStartInfo start = new(script, ["-qec", $"stty cols 70; {call} {command}", "/dev/null"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        foreach ((string key, string? value) in program.Environment)
        {
            start.Environment[key] = value;
        }
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        foreach ((string key, string value) in environment)
        {
            start.Environment[key] = value;
        }
        using SaccadeProcess process = SaccadeProcess.Start(start);
        string output = (await process.Finish()).Succeeded().Output;
        return Regex.Replace(output.ReplaceLineEndings("\n"), @"\e(\[\?\d+[hl]|[=>]|\[\d*[A-Za-ln-z])", "");
    }

    /// <summary>Whether a line fits, or has a long word.</summary>
    private static bool Fits(string line, int columns) =>
        line.Length <= columns || line.Split(' ').Max(word => word.Length) > columns / 2;

    private Task<Finished> Run(int columns, params IEnumerable<string> arguments) =>
        SaccadeCalls.RunAt(columns, _folder.Path, arguments);
}
