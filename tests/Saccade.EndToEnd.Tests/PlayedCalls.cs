namespace Saccade.EndToEnd.Tests;

/// <summary>Calls in a folder full of things that a user might name by mistake; none of them may change anything there.</summary>
public sealed class PlayedCalls(SharedRuns runs) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private string _run = "";

    public async ValueTask InitializeAsync()
    {
        _run = await runs.Small();
        Playground.Fill(_folder, _run);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a call; RUN stands for a trained run, all else is in the folder where the call runs.</summary>
    public Task<Finished> Call(params IEnumerable<string> arguments) =>
        SaccadeCalls.Run(_folder.Path, arguments.Select(argument => argument == "RUN" ? _run : argument));

    /// <summary>Asserts that a call is refused in one line that says so, and leaves everything as it was; gives the line.</summary>
    public async Task<string> Refuses(int exitCode, string message, params IEnumerable<string> arguments)
    {
        IReadOnlyList<string> before = Content();
        string line = (await Call(arguments)).Failed(exitCode);
        Assert.Contains(message, line);
        Assert.Equal(before, Content());
        return line;
    }

    private IReadOnlyList<string> Content() => [.. TemporaryFolder.Content(_folder.Path), .. TemporaryFolder.Content(_run)];
}
