using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Saccade.Experiments.Runs;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Soaking;

/// <summary>Lets the program train or serve for long, as a separate process, and watches what it holds and how fast it is.</summary>
internal static class SoakHarness
{
    private const int Samples = 240;
    private const double MemoryAllowed = 4 << 20;
    private const double MegabyteBytes = 1 << 20;
    private static readonly TimeSpan s_leastPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Trains; many short epochs, so that all that happens once an epoch happens often.</summary>
    /// <param name="engine">cpu or torch.</param>
    /// <param name="time">How long.</param>
    /// <param name="slack">By which part the speed may fall, for machines that others use too.</param>
    public static SoakReport Train(string engine, TimeSpan time, double slack)
    {
        using ScratchFolder folder = new();
        using SaccadeProgram program = SaccadeProgram.Start(folder.Path,
        [
            "train", "quickstart", "--engine", engine, "--threads", "1", "--run", "run",
            .. new[] { "model.hidden=64", "model.glimpse_hidden=32", "model.glimpse_features=64", "task.training_digits=2000",
                "task.validation_digits=200", "training.epochs=100000" }
                .SelectMany(option => new[] { "--set", option }),
        ]);
        // Within three epochs everything is loaded that the training uses.
        while (!program.HasExited && !(File.Exists(folder["run/metrics.csv"]) && RunFolder.Open(folder["run"]).Metrics().Epochs > 2))
        {
            program.WaitForExit(s_leastPause);
        }
        List<ProcessSample> samples = Watch(program, time, _ => { });
        // Whole lines alone count, so the run can be looked at while it continues.
        MetricsTable metrics = RunFolder.Open(folder["run"]).Metrics();
        program.Kill();
        return new($"Training with --engine {engine}", time.TotalMinutes, $"{metrics.Epochs:N0} epochs",
            [.. Held(samples), Steadiness.OfSpeed("images per second", metrics["images_per_second"], slack), Steadiness.OfHeld(
                "milliseconds an epoch", [.. metrics["seconds"].Select(s => 1000 * s)], 1000 * slack * metrics["seconds"].Average())]);
    }

    /// <summary>Serves looks to one caller who asks as fast as the answers come, now and then for what cannot be.</summary>
    /// <param name="time">How long.</param>
    /// <param name="slack">By which part the speed may fall.</param>
    public static SoakReport Serve(TimeSpan time, double slack)
    {
        using ScratchFolder folder = new();
        Ended trained = SaccadeProgram.Run(folder.Path, Crashes.TinyRun.Begin("run", new() { Epochs = 2 }));
        if (trained.ExitCode != 0)
        {
            throw new InvalidOperationException($"The model to serve could not be trained: {trained.Errors}");
        }
        using SaccadeProgram program = SaccadeProgram.Start(folder.Path, ["serve", "--model", "run", "--port", "0"]);
        const string beginning = "Draw a digit at ";
        using HttpClient client = new() { BaseAddress = new Uri(program.Line(beginning)[beginning.Length..]) };
        List<double> speeds = [];
        long asked = 0;
        // Every kind of request once, so that everything is loaded that the server uses.
        while (asked < 50)
        {
            Ask(client, asked++);
        }
        List<ProcessSample> samples = Watch(program, time, pause =>
        {
            (long before, long start) = (asked, Stopwatch.GetTimestamp());
            do
            {
                Ask(client, asked++); // at least one: a sample that comes late is no sign of a server that stands still
            }
            while (Stopwatch.GetElapsedTime(start) < pause);
            speeds.Add((asked - before) / Stopwatch.GetElapsedTime(start).TotalSeconds);
        });
        program.Kill();
        return new("Serving", time.TotalMinutes, $"{asked:N0} requests",
            [.. Held(samples), Steadiness.OfSpeed("requests per second", speeds, slack)]);
    }

    private static void Ask(HttpClient client, long number)
    {
        bool sound = number % 50 != 49;
        using HttpResponseMessage answer = (number % 25) switch
        {
            7 => client.GetAsync("api/models").GetAwaiter().GetResult(),
            11 => client.GetAsync("api/runs/run").GetAwaiter().GetResult(),
            13 => client.GetAsync("api/samples?count=4").GetAwaiter().GetResult(),
            _ => client.PostAsJsonAsync("api/look", new
            {
                width = 32,
                height = 32,
                pixels = Convert.ToBase64String([.. Enumerable.Range(0, 32 * 32).Select(i => (byte)(i * number))]),
                glimpses = sound ? 1 + (int)(number % 12) : 0,
                policy = number % 2 == 0 ? "mean" : "sample",
                seed = number,
            }).GetAwaiter().GetResult(),
        };
        _ = answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        if (answer.StatusCode != (sound ? HttpStatusCode.OK : HttpStatusCode.BadRequest))
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"Request {number} was answered with {(int)answer.StatusCode}."));
        }
    }

    /// <summary>Takes samples until the time is over; between two of them something is done, or nothing but waiting.</summary>
    private static List<ProcessSample> Watch(SaccadeProgram program, TimeSpan time, Action<TimeSpan> work)
    {
        TimeSpan pause = time / Samples > s_leastPause ? time / Samples : s_leastPause;
        long start = Stopwatch.GetTimestamp();
        List<ProcessSample> samples = [];
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            TimeSpan next = pause * (samples.Count + 1);
            work(next - Stopwatch.GetElapsedTime(start));
            TimeSpan rest = next - Stopwatch.GetElapsedTime(start);
            if (rest > TimeSpan.Zero)
            {
                program.WaitForExit(rest);
            }
            if (program.HasExited)
            {
                throw new InvalidOperationException($"The program ended by itself: {program.End().Errors}");
            }
            samples.Add(ProcessSample.Take(program.Id, Stopwatch.GetElapsedTime(start).TotalSeconds));
        }
        return samples;
    }

    private static IEnumerable<Steadiness> Held(List<ProcessSample> samples)
    {
        double[] megabytes = [.. samples.Select(sample => sample.Memory / MegabyteBytes)];
        // A collector lets memory swing; a leak of a kilobyte a step would be hundreds of megabytes in half an hour.
        yield return Steadiness.OfHeld("memory in MiB", megabytes, Math.Max(MemoryAllowed / MegabyteBytes, 0.05 * megabytes.Average()));
        yield return Steadiness.OfHeld("open handles", [.. samples.Select(sample => sample.Handles)], 2);
        yield return Steadiness.OfHeld("threads", [.. samples.Select(sample => sample.Threads)], 2);
    }
}
