using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Saccade.Reliability.Programs;

namespace Saccade.EndToEnd.Tests;

/// <summary>
/// The program's command line in processes that answer call after call, for tests that ask nothing of a process: what one call has
/// compiled serves the next. They end with the tests, because their input ends.
/// </summary>
public sealed class SaccadeCalls
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>Processes without a call; there are as many as calls were made at a time.</summary>
    private static readonly ConcurrentBag<SaccadeCalls> s_idle = [];

    private readonly Process _process = Process.Start(
        SaccadeProcess.StartInfo(SaccadeProcess.ProgramFolder, ["calls"], assembly: "Saccade.Reliability.dll"))!;

    private SaccadeCalls()
    {
    }

    /// <summary>Makes a call in a folder and waits for its end.</summary>
    public static Task<Finished> Run(string folder, params IEnumerable<string> arguments) =>
        Make(new(folder, [.. arguments], null));

    /// <summary>Makes a call for a terminal of some columns.</summary>
    public static Task<Finished> RunAt(int columns, string folder, params IEnumerable<string> arguments) =>
        Make(new(folder, [.. arguments], $"{columns}"));

    private static async Task<Finished> Make(Call call)
    {
        SaccadeCalls process = s_idle.TryTake(out SaccadeCalls? idle) ? idle : new();
        Finished finished = await process.Answer(call);
        s_idle.Add(process);
        return finished;
    }

    private async Task<Finished> Answer(Call call)
    {
        using CancellationTokenSource limit = new(s_limit);
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(call));
        await _process.StandardInput.FlushAsync(limit.Token);
        string answer = await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException(
            $"The process ended: {await _process.StandardError.ReadToEndAsync(limit.Token)}");
        Ended ended = JsonSerializer.Deserialize<Ended>(answer)!;
        return new(ended.ExitCode, ended.Output, ended.Errors);
    }
}
