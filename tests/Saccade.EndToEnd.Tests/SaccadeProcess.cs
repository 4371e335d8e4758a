using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Saccade.Reliability.Programs;

namespace Saccade.EndToEnd.Tests;

/// <summary>The program as a user starts it: a separate process, with pipes for its output.</summary>
public sealed partial class SaccadeProcess : IDisposable
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Terminate = 15;

    /// <summary>No process may hang longer than this; none takes nearly as long.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;
    private readonly Task<string> _errors;

    private SaccadeProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _reading = ReadOutput();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Folder of the program's assemblies.</summary>
    public static string ProgramFolder => AppContext.BaseDirectory;

    /// <summary>Starts the program in a folder.</summary>
    public static SaccadeProcess Start(string folder, params IEnumerable<string> arguments) => new(StartInfo(folder, arguments));

    /// <summary>Runs the program in a folder to its end by a line of the shell, in which <c>"$@"</c> stands for the call.</summary>
    public static async Task<Finished> RunByShell(string folder, string line, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = StartInfo(folder, arguments);
        using SaccadeProcess process = Start(new ProcessStartInfo("sh", ["-c", line, "sh", start.FileName, .. start.ArgumentList])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        return await process.Finish();
    }

    /// <summary>Runs the program in a folder to its end.</summary>
    public static async Task<Finished> Run(string folder, params IEnumerable<string> arguments)
    {
        using SaccadeProcess process = Start(folder, arguments);
        return await process.Finish();
    }

    /// <summary>How to start the program; the test may add to the environment.</summary>
    public static ProcessStartInfo StartInfo(
        string folder, IEnumerable<string> arguments, string? programFolder = null, string assembly = "Saccade.Cli.dll")
    {
        ProcessStartInfo start = SaccadeProgram.StartInfo(folder, Path.Combine(programFolder ?? ProgramFolder, assembly), arguments);
        start.RedirectStandardInput = true;
        return start;
    }

    /// <summary>Starts the program as described.</summary>
    public static SaccadeProcess Start(ProcessStartInfo start) => new(start);

    /// <summary>Waits for a line of output that fits; fails if the process ends without one.</summary>
    public async Task<string> Line(Predicate<string> fits)
    {
        using CancellationTokenSource limit = new(s_limit);
        await foreach (string line in _lines.Reader.ReadAllAsync(limit.Token))
        {
            if (fits(line))
            {
                return line;
            }
        }
        Finished finished = await Finish();
        throw new InvalidOperationException($"The line never came. Exit code {finished.ExitCode}\n{finished.Errors}{finished.Output}");
    }

    /// <summary>Waits for the line of an epoch's figures, or of a later epoch's, where a resumed run begins after it.</summary>
    public Task<string> Epoch(int epoch) =>
        Line(
            line => int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(), out int shown) && shown >= epoch);

    /// <summary>Sends a signal.</summary>
    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Ends the process without warning (SIGKILL).</summary>
    public async Task<Finished> Kill()
    {
        _process.Kill();
        return await Finish();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<Finished> Finish()
    {
        using CancellationTokenSource limit = new(s_limit);
        await _process.WaitForExitAsync(limit.Token);
        await _reading.WaitAsync(limit.Token);
        return new(_process.ExitCode, _output.ToString(), await _errors.WaitAsync(limit.Token));
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

    private async Task ReadOutput()
    {
        // Characters are kept as they come, so that tests see control characters and the last line's end.
        char[] buffer = new char[4096];
        StringBuilder line = new();
        int read;
        while ((read = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            _output.Append(buffer, 0, read);
            foreach (char c in buffer.AsSpan(0, read))
            {
                if (c == '\n')
                {
                    _lines.Writer.TryWrite(line.ToString());
                    line.Clear();
                }
                else
                {
                    line.Append(c);
                }
            }
        }
        _lines.Writer.Complete();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
