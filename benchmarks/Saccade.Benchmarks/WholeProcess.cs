using System.Diagnostics;
using Saccade.Runtime;

namespace Saccade.Benchmarks;

/// <summary>The commands as a user starts them: seconds from start to end, and the most memory that they held.</summary>
internal static class WholeProcess
{
    private const int Rounds = 5;

    public static void Run()
    {
        Page page = new("processes", "Whole processes", $"Medians of {Rounds} starts, and the most memory of all of them; whole epochs are single measurements.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("saccade-processes-");
        try
        {
            page.Line("From start to end, on MNIST where SACCADE_DATA names it, on drawn digits else; the model is mnist-28's after one epoch.");
            page.Line("");
            page.Head("command", "s", "most resident, MB");
            string digits = Environment.GetEnvironmentVariable("SACCADE_DATA") is null ? "task.digits=drawn" : "task.digits=mnist";
            Take(folder, ["train", "mnist-28", "--run", "run", "--set", digits, "--set", "training.epochs=1"]);
            foreach (string[] command in (string[][])[
                ["--version"], ["--help"], ["doctor"], ["info", "run"], ["eval", "run"], ["look", "run"], ["trace", "run", "--out", "traces.npz"], ["figures", "run"], ["report", "run"]])
            {
                (double Seconds, double Megabytes)[] taken = [.. Enumerable.Range(0, Rounds).Select(_ => Take(folder, command))];
                page.Row($"`{string.Join(' ', command)}`", Statistics.Median(taken.Select(t => t.Seconds)), taken.Max(t => t.Megabytes));
            }
            foreach (string recipe in (string[])["mnist-28", "translated-60", "translated-100", "cluttered-60", "cluttered-100-4", "cluttered-100-8", "catch"])
            {
                (double seconds, double megabytes) = Take(folder, ["train", recipe, "--run", recipe, "--set", digits, "--set", "training.epochs=1"]);
                page.Row($"`train {recipe}`, one epoch", seconds, megabytes);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        page.Save();
    }

    private static (double Seconds, double Megabytes) Take(DirectoryInfo folder, string[] command)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "Saccade.Cli"), command)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new SaccadeException("saccade can't be started.");
        Task<string> output = process.StandardOutput.ReadToEndAsync(), complaint = process.StandardError.ReadToEndAsync();
        long most = 0;
        while (!process.WaitForExit(5))
        {
            most = Math.Max(most, Held(process));
        }
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        _ = output.Result;
        return process.ExitCode == 0
            ? (seconds, most / 1e6)
            : throw new SaccadeException($"saccade {string.Join(' ', command)} ended with {process.ExitCode}: {complaint.Result}");
    }

    /// <summary>The most memory that a process has held so far; 0 if it ends in this very moment.</summary>
    private static long Held(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }
}
