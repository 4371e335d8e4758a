using System.Diagnostics;
using System.Text.Json;

namespace Saccade.EndToEnd.Tests;

/// <summary>The program's command line in one process for many calls, for those that are refused: each takes milliseconds.</summary>
public sealed class SaccadeCalls : IDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();

    /// <summary>Starts the process in the folder where the calls shall run.</summary>
    public SaccadeCalls(string folder) =>
        _process = Process.Start(SaccadeProcess.StartInfo(folder, ["calls"], assembly: "Saccade.Reliability.dll"))!;

    /// <summary>Makes a call and waits for its end.</summary>
    public Finished Call(params IEnumerable<string> arguments)
    {
        lock (_gate)
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(arguments));
            _process.StandardInput.Flush();
            string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
                $"The process ended: {_process.StandardError.ReadToEnd()}");
            JsonElement ended = JsonSerializer.Deserialize<JsonElement>(answer);
            return new(ended.GetProperty("ExitCode").GetInt32(), ended.GetProperty("Output").GetString()!, ended.GetProperty("Errors")
                .GetString()!);
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }
        _process.Dispose();
    }
}
