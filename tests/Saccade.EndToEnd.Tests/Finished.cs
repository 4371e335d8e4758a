using System.Text.Json;

namespace Saccade.EndToEnd.Tests;

/// <summary>What a process left: its exit code and all that it wrote.</summary>
public sealed record Finished(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of its output.</summary>
    public string[] Lines => Output.Split('\n');

    /// <summary>Asserts that all went well and gives the result back.</summary>
    public Finished Succeeded()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}\n{Errors}{Output}");
        Assert.Equal("", Errors);
        return this;
    }

    /// <summary>Asserts that all went well beside warnings, a line each, and gives the result back.</summary>
    public Finished Warned(string warning)
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}\n{Errors}{Output}");
        Assert.All(Errors.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("saccade: ", line));
        Assert.Contains(warning, Errors);
        return this;
    }

    /// <summary>Asserts one line of complaint and nothing else; gives the line back.</summary>
    public string Failed(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"Exit code {ExitCode}, expected was {exitCode}\n{Errors}{Output}");
        Assert.Equal("", Output);
        Assert.EndsWith("\n", Errors);
        string line = Assert.Single(Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("saccade: ", line);
        return line;
    }

    /// <summary>The one JSON object that makes up the output.</summary>
    public JsonElement Json()
    {
        using JsonDocument document = JsonDocument.Parse(Output);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        return document.RootElement.Clone();
    }
}
