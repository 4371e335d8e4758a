using System.Diagnostics;
using Saccade.Learning;

namespace Saccade.Benchmarks;

/// <summary>Ten thousand steps of each task: what they allocate, and whether anything grows or slows.</summary>
internal static class Steadiness
{
    private const int Batch = 20;
    private const int Part = 1000;
    private const int Parts = 10;

    public static void Run()
    {
        Page page = new("steadiness", "Ten thousand steps", "Single measurements.");
        page.Line($"Batch {Batch}, two threads, all tasks one after the other in one process. Managed bytes are those of every thread; what a step draws at random is most of them.");
        page.Line("");
        page.Head("task", "steps/s, first 1,000", "steps/s, last 1,000", "managed bytes a step", "resident after 1,000, MB", "resident after 10,000, MB");
        foreach (BenchmarkTask task in BenchmarkTask.All)
        {
            using TrainingStep step = new(task, Batch, threads: 2, EngineKind.Fast);
            step.Take();
            (double first, double early) = (Rate(step), Resident());
            long allocated = GC.GetTotalAllocatedBytes(precise: true);
            for (int part = 2; part < Parts; part++)
            {
                Rate(step);
            }
            double last = Rate(step);
            double bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)(Part * (Parts - 1));
            page.Row(task.Name, first, last, bytes, early, Resident());
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
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1e6;
    }
}
