using System.Diagnostics;

namespace Saccade.Benchmarks;

/// <summary>A command of the program, started as a user starts it in some folder.</summary>
internal sealed class Command : IDisposable
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Process _process;
    private readonly string _words;
    private readonly Task<string> _complaint;

    public Command(DirectoryInfo folder, params IEnumerable<string> words)
    {
        _words = "saccade " + string.Join(' ', words);
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "Saccade.Cli"), words)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _complaint = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Seconds until it ended, and the most memory that it held, in MB.</summary>
    public (double Seconds, double Megabytes) ToTheEnd()
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        long most = 0;
        while (!_process.WaitForExit(5))
        {
            most = Math.Max(most, Held());
        }
        double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        _ = output.Result;
        return _process.ExitCode == 0 ? (seconds, most / 1e6)
            : throw new InvalidOperationException($"{_words} ended with {_process.ExitCode}: {_complaint.Result}");
    }

    /// <summary>
    /// Seconds until the page answers that it says it serves, and the most memory that it held by then, in MB; then it is ended.
    /// </summary>
    public (double Seconds, double Megabytes) UntilItAnswers()
    {
        string said = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{_words} wrote nothing: {_complaint.Result}");
        using HttpClient browser = new();
        _ = browser.GetStringAsync(new Uri(said.Split(' ')[^1])).Result;
        return (Stopwatch.GetElapsedTime(_began).TotalSeconds, Held() / 1e6);
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

    /// <summary>The most memory that it has held so far; 0 if it ends in this very moment.</summary>
    private long Held()
    {
        try
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }
}
