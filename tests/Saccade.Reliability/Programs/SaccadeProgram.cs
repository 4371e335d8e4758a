using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Saccade.Reliability.Programs;

/// <summary>How a process of the program ended: its exit code and all that it wrote.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors);

/// <summary>A process of the program, with a limit on its life so that a hang is a fault and not a wait.</summary>
internal sealed class SaccadeProgram : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private SaccadeProgram(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the program in a folder, behind another program with its arguments if one is given.</summary>
    public static SaccadeProgram Start(string folder, IEnumerable<string> arguments, params string[] behind)
    {
        string[] words = [.. behind, Dotnet, "exec", Path.Combine(AppContext.BaseDirectory, "Saccade.Cli.dll"), .. arguments];
        ProcessStartInfo start = new(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("SACCADE_DATA");
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(folder, "no-cache");
        start.Environment["HTTPS_PROXY"] = "http://127.0.0.1:9";
        return new(start);
    }

    /// <summary>Runs the program in a folder to its end.</summary>
    public static Ended Run(string folder, IEnumerable<string> arguments, params string[] behind)
    {
        using SaccadeProgram program = Start(folder, arguments, behind);
        return program.End();
    }

    /// <summary>Waits for the end, at most that long; whether it came.</summary>
    public bool WaitForExit(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>Ends the process without warning (SIGKILL), as the loss of power would.</summary>
    public Ended Kill()
    {
        _process.Kill();
        return End();
    }

    /// <summary>Waits for the end.</summary>
    public Ended End()
    {
        if (!_process.WaitForExit(s_longest))
        {
            _process.Kill();
            throw new TimeoutException($"The program did not end within {s_longest.TotalMinutes} minutes.");
        }
        // Waits for the pipes too.
        _process.WaitForExit();
        return new(_process.ExitCode, _output.Result, _errors.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    /// <summary>The dotnet whose runtime this program runs on: it need not be on the PATH.</summary>
    private static string Dotnet { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
