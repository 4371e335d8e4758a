using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Saccade.Reliability.Programs;

/// <summary>A process of the program, with a limit on its life so that a hang is a fault and not a wait.</summary>
internal sealed partial class SaccadeProgram : IDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _errors;

    private SaccadeProgram(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        _process.OutputDataReceived += (_, received) => Take(received.Data);
        _process.BeginOutputReadLine();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the program in a folder, behind another program with its arguments if one is given.</summary>
    public static SaccadeProgram Start(string folder, IEnumerable<string> arguments, params string[] behind) =>
        new(StartInfo(folder, Path.Combine(AppContext.BaseDirectory, "Saccade.Cli.dll"), arguments, behind));

    /// <summary>
    /// How to start an assembly in a folder, with pipes for its output, behind another program with its arguments if one is given.
    /// </summary>
    public static ProcessStartInfo StartInfo(string folder, string assembly, IEnumerable<string> arguments, params string[] behind)
    {
        // The program is built without the Torch engine; it finds the one beside it where the tests list their assemblies.
        string listed = Path.Combine(Path.GetDirectoryName(assembly)!, Assembly.GetEntryAssembly()!.GetName().Name + ".deps.json");
        string[] words =
            [.. behind, Dotnet, "exec", .. File.Exists(listed) ? (string[])["--depsfile", listed] : [], assembly, .. arguments];
        ProcessStartInfo start = new(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // Neither data of this machine nor the network: the cache is empty and the proxy refuses.
        start.Environment.Remove("SACCADE_DATA");
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(folder, "no-cache");
        start.Environment["HTTPS_PROXY"] = "http://127.0.0.1:9";
        // A profile of its code would not shorten a process of seconds.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    /// <summary>Runs the program in a folder to its end.</summary>
    public static Ended Run(string folder, IEnumerable<string> arguments, params string[] behind)
    {
        using SaccadeProgram program = Start(folder, arguments, behind);
        return program.End();
    }

    /// <summary>Runs a line of bash to its end, in which <c>saccade</c> is the program.</summary>
    public static Ended RunInBash(string folder, string line, Dictionary<string, string> environment)
    {
        ProcessStartInfo start = StartInfo(folder, Path.Combine(AppContext.BaseDirectory, "Saccade.Cli.dll"), []);
        string bin = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        string script = Path.Combine(bin, "saccade");
        string words = string.Join(' ', start.ArgumentList.Prepend(start.FileName).Select(word => $"'{word}'"));
        File.WriteAllText(script, $"#!/bin/sh\nexec {words} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        (start.FileName, string path) = ("bash", $"{bin}:{Environment.GetEnvironmentVariable("PATH")}");
        start.ArgumentList.Clear();
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(line);
        foreach ((string name, string value) in environment.Append(new("PATH", path)))
        {
            start.Environment[name] = value;
        }
        using SaccadeProgram bash = new(start);
        return bash.End();
    }

    /// <summary>Waits for the end, at most that long; whether it came.</summary>
    public bool WaitForExit(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>Asks the process to end (SIGTERM): a training saves itself first, also during an epoch.</summary>
    public void Terminate()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Signal(_process.Id, SigTerm);
        }
    }

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
        return new(_process.ExitCode, _output.ToString(), _errors.Result);
    }

    /// <summary>Waits for a line of output that begins so, and gives it.</summary>
    public string Line(string beginning)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_output)
        {
            while (true)
            {
                if (_output.ToString().Split('\n')
                    .FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal)) is string found)
                {
                    return found;
                }
                if (_process.HasExited || Stopwatch.GetElapsedTime(start) > s_longest)
                {
                    throw new InvalidOperationException($"The program never wrote '{beginning}'.");
                }
                Monitor.Wait(_output, TimeSpan.FromSeconds(1));
            }
        }
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

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    private void Take(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.Append(line).Append('\n');
                Monitor.PulseAll(_output);
            }
        }
    }

    /// <summary>The dotnet whose runtime this program runs on: it need not be on the PATH.</summary>
    private static string Dotnet { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
