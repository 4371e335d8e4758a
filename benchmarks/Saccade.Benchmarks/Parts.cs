using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Saccade.Benchmarks;

/// <summary>Has BenchmarkDotNet time the parts, in this process, and keeps a page of them.</summary>
internal static class Parts
{
    public static void Run()
    {
        Page page = new("parts", "Parts of a step", "Medians of BenchmarkDotNet's short job: three iterations.");
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet.Artifacts"));
        page.Line("One thread.");
        page.Line("");
        page.Head("part", "µs", "managed bytes");
        foreach (BenchmarkReport report in BenchmarkRunner.Run<PartBenchmarks>(config).Reports)
        {
            string part = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
            double nanoseconds = report.ResultStatistics?.Median
                ?? throw new InvalidOperationException($"BenchmarkDotNet could not time '{part}'.");
            page.Row(part, nanoseconds / 1000, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
        }
        page.Save();
    }
}
