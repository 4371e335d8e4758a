using System.Diagnostics;

namespace Saccade.Benchmarks;

/// <summary>Ten thousand steps of each task: what they allocate, and whether anything grows or slows.</summary>
internal static class Steadiness
{
    private const int Batch = 20;
    private const int Part = 2000;
    private const int Parts = 5;

    public static void Run()
    {
        Page page = new("steadiness", "Ten thousand steps", $"Single measurements, after {Part:N0} steps to warm up.");
        page.Line($"Batch {Batch}, two threads, all tasks one after the other in one process. Managed bytes are those of every thread; "
            + "what a step draws at random is most of them, and they are collected before the resident memory is read.");
        page.Line("");
        page.Head(["task", $"steps/s, first {Part:N0}", $"last {Part:N0}", "managed bytes a step", "resident when warm, MB",
            .. Enumerable.Range(1, Parts).Select(part => $"after {Part * part:N0}")]);
        foreach (BenchmarkTask task in BenchmarkTask.All)
        {
            using TrainingStep step = new(task, Batch, threads: 2);
            _ = Rate(step);
            List<double> rates = [], resident = [Resident()];
            long allocated = 0;
            for (int part = 0; part < Parts; part++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                rates.Add(Rate(step));
                allocated += GC.GetTotalAllocatedBytes(precise: true) - before;
                resident.Add(Resident());
            }
            page.Row([task.Name, rates[0], rates[^1], allocated / (double)(Part * Parts),
                .. resident.Select(megabytes => (object)megabytes)]);
        }
        page.Save();
    }

    private static double Rate(TrainingStep step)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Part; i++)
        {
            step.Take();
        }
        return Part / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Resident()
    {
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1e6;
    }
}
