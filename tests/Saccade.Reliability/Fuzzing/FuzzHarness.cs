using System.Diagnostics;
using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Random;

namespace Saccade.Reliability.Fuzzing;

/// <summary>Feeds readers with damaged inputs and watches what comes out, how long it takes, and how much memory.</summary>
internal static class FuzzHarness
{
    private const int MostFaults = 20;
    private const int LongestMessage = 4001;

    // What the inputs before left to be collected, and the room that .NET takes in advance.
    private const long Garbage = 64 << 20;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>Tries every reader.</summary>
    /// <param name="targets">The readers.</param>
    /// <param name="count">The number of inputs all of them get together; each seed is tried as it is besides.</param>
    /// <param name="seed">Seed of the changes.</param>
    /// <param name="longest">When to stop at the latest.</param>
    public static FuzzReport Run(IReadOnlyList<FuzzTarget> targets, int count, long seed, TimeSpan longest)
    {
        FuzzReport report = new();
        long start = Stopwatch.GetTimestamp();
        int shares = targets.Sum(target => target.Share);
        foreach (FuzzTarget target in targets)
        {
            RandomStream random = RandomKey.FromSeed(seed).Fork(target.Name).Stream();
            FuzzCounts counts = report.Readers[target.Name] = new();
            foreach (byte[] input in target.Seeds)
            {
                Try(target, input, counts, report);
            }
            int inputs = (int)Math.Ceiling((double)count * target.Share / shares);
            for (int i = 0; i < inputs && report.Faults.Count < MostFaults && Stopwatch.GetElapsedTime(start) < longest; i++)
            {
                Try(target, Mutator.Mutate(target.Seeds, target.Words, ref random), counts, report);
            }
        }
        report.Time = Stopwatch.GetElapsedTime(start);
        return report;
    }

    /// <summary>Flips every single bit of a file that carries its checksum; each must be noticed.</summary>
    public static void FlipEveryBit(byte[] file, FuzzReport report)
    {
        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                _ = TensorFile.Read(new MemoryStream(file, writable: false), "checkpoint");
                report.Faults.Add($"Bit {bit} of the checkpoint was flipped, and it was read all the same.");
            }
            catch (SaccadeException)
            {
                report.FlippedBits++;
            }
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static void Try(FuzzTarget target, byte[] input, FuzzCounts counts, FuzzReport report)
    {
        using Watchdog watchdog = new(target.Name, input);
        long memory = GC.GetAllocatedBytesForCurrentThread();
        long held = MostHeld();
        long start = Stopwatch.GetTimestamp();
        string? fault = null;
        try
        {
            target.Read(input);
        }
        catch (SaccadeException e)
        {
            counts.Refused++;
            fault = !e.Message.Contains(target.Names, StringComparison.Ordinal) ? $"does not name {target.Names}: {e.Message}"
                : e.Message.Any(char.IsControl) || e.Message.Length > LongestMessage ? $"is no line: {e.Message}"
                : null;
        }
        catch (Exception e)
        {
            fault = $"threw {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} "
                + $"{e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Saccade.", StringComparison.Ordinal))?.Trim()}";
        }
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        memory = GC.GetAllocatedBytesForCurrentThread() - memory;
        held = MostHeld() - held;
        (counts.Inputs, counts.Longest, counts.MostMemory, counts.MostHeld) =
            (counts.Inputs + 1, time > counts.Longest ? time : counts.Longest, Math.Max(counts.MostMemory, memory),
                Math.Max(counts.MostHeld, held));
        fault ??= time > s_longest ? $"took {time.TotalSeconds:F1} s" : null;
        fault ??= memory > target.MostMemory(input.Length) ? $"took {memory:N0} bytes of memory for {input.Length}" : null;
        fault ??= held > target.MostMemory(input.Length) + Garbage ? $"made the process hold {held:N0} bytes more for {input.Length}"
            : null;
        if (fault is not null)
        {
            report.Faults.Add($"{target.Name} {fault} [{Convert.ToBase64String(input.Length <= 2000 ? input : input[..2000])}]");
        }
    }

    /// <summary>The most memory that this process ever held, native too.</summary>
    private static long MostHeld()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>Ends the process with the input in its message when a reader hangs.</summary>
    private sealed class Watchdog : IDisposable
    {
        private readonly Timer _timer;

        public Watchdog(string name, byte[] input) => _timer = new(
            _ => Environment.FailFast($"The reader of {name} hangs on {Convert.ToBase64String(input)}"), null, 12 * s_longest,
                Timeout.InfiniteTimeSpan);

        public void Dispose() => _timer.Dispose();
    }
}
