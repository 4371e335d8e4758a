using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Runs;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Experiments.Runs;

public sealed class RunLockTests : IDisposable
{
    private static readonly TensorFile s_checkpoint = new([new("x", [1], [1f])], new Dictionary<string, string>());
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Run => _folder["run"];

    [Fact]
    public void One_whose_lock_was_deleted_and_taken_saves_no_more()
    {
        using RunWriter first = Create();
        first.SaveCheckpoint(1, s_checkpoint);
        File.Delete(Path.Combine(Run, "lock"));
        using RunWriter second = RunWriter.Resume(Run);
        Action[] saves =
        [
            () => first.SaveCheckpoint(2, s_checkpoint), () => first.Append(MetricsTableTests.Metrics(1, 1), default),
            () => first.NoteThreads(2), () => first.TruncateMetrics(0), () => first.ResumeFrom(1),
        ];
        Assert.All(saves, save =>
        {
            ErrorData error = Assert.Throws<SaccadeException>(save).Error;
            Assert.Equal((ErrorKind.InUse, Run), (error.Kind, error.Path));
        });
        first.Dispose();
        second.SaveCheckpoint(3, s_checkpoint);
        Assert.True(File.Exists(Path.Combine(Run, "lock.json")));
        second.Dispose();
        Assert.Equal(["checkpoints", "lock", "pictures", "recipe.toml", "run.json"],
            Directory.GetFileSystemEntries(Run).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void One_whose_locks_were_deleted_continues_while_no_other_takes_them()
    {
        using RunWriter writer = Create();
        File.Delete(Path.Combine(Run, "lock"));
        File.Delete(Path.Combine(Run, "lock.json"));
        writer.SaveCheckpoint(1, s_checkpoint);
        using RunWriter second = RunWriter.Resume(Run);
        Assert.Throws<SaccadeException>(() => writer.SaveCheckpoint(2, s_checkpoint));
    }

    [Fact]
    public void A_holder_is_alive_while_its_process_is()
    {
        RunHolder own = RunHolder.Create();
        using System.Diagnostics.Process parent = System.Diagnostics.Process.GetProcessById(1);
        Assert.False(own.IsAlive());
        Assert.True((own with { ProcessId = parent.Id }).IsAlive());
        Assert.False((own with { ProcessId = parent.Id, Host = "another" }).IsAlive());
        Assert.False((own with { ProcessId = parent.Id, Since = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero) }).IsAlive());
        Assert.False((own with { ProcessId = int.MaxValue }).IsAlive());
    }

    [Fact]
    public void A_free_name_is_found_by_all_who_start_in_the_same_second()
    {
        RunWriter[] writers = new RunWriter[6];
        RunInfo info = RunFolder.Open(Created()).Info;
        Parallel.For(0, writers.Length, i => writers[i] = RunWriter.CreateFree(
            RunNames.Candidates("trial", new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)).Select(name => _folder[name]),
            new Recipe { Name = "trial" }, info));
        Array.ForEach(writers, writer => writer.Dispose());
        Assert.Equal(
            [.. Enumerable.Range(1, 6).Select(i => $"trial-20260102-030405{(i == 1 ? "" : $"-{i}")}")],
            Directory.GetDirectories(_folder["runs"]).Select(Path.GetFileName).Order());
    }

    private RunWriter Create() => RunWriter.Create(Run, new Recipe { Name = "trial" }, new()
    {
        Seed = 1,
        Threads = 1,
        StartedAt = default,
        Saccade = "0",
        DotNet = "0",
        TorchSharp = null,
        Commit = null,
    });

    private string Created()
    {
        Create().Dispose();
        return Run;
    }
}
