using System.Diagnostics;

namespace Saccade.EndToEnd.Tests;

/// <summary>Trainings by Open MPI's mpirun on this machine; skipped where it is not installed (Debian's package openmpi-bin).</summary>
public sealed class MpiTests : IDisposable
{
    private static readonly string[] s_recipe =
        ["quickstart", .. Options.Set("task.training_digits=200", "task.validation_digits=50", "task.test_digits=20",
            "training.batch_size=50", "training.epochs=2", "model.hidden=16", "model.glimpse_hidden=8", "model.glimpse_features=16")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_ranks_give_the_files_of_two_threads_and_only_rank_0_speaks()
    {
        (await SaccadeProcess.Run(_folder.Path, ["train", .. s_recipe, "--threads", "2", "--run", "threads"])).Succeeded();
        Finished finished = (await Mpirun(["train", .. s_recipe, "--run", "ranks"])).Succeeded();
        Assert.Equal("", finished.Errors);
        Assert.Single(finished.Output.Split('\n'), line => line.Contains("Training quickstart in ranks", StringComparison.Ordinal));
        Assert.Matches(@"\nEach of 2 processes sent [\d.]+ MB a step", finished.Output.ReplaceLineEndings("\n"));
        foreach (string file in new[] { "model.safetensors", "pictures/rollout-1.png" })
        {
            Assert.Equal(File.ReadAllBytes(_folder[$"threads/{file}"]), File.ReadAllBytes(_folder[$"ranks/{file}"]));
        }
    }

    [Fact]
    public async Task What_all_ranks_refuse_is_one_line_and_ends_them()
    {
        Finished refused = await Mpirun(["train", "nothing", "--run", "new"]);
        Assert.Equal(2, refused.ExitCode);
        string line = Assert.Single(refused.Errors.Split('\n'), line => line.StartsWith("saccade: ", StringComparison.Ordinal));
        Assert.StartsWith("saccade: There is no recipe 'nothing'", line);
        Assert.False(Directory.Exists(_folder["new"]));
    }

    private async Task<Finished> Mpirun(string[] arguments)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, "mpirun"))), "There is no mpirun here.");
        ProcessStartInfo start = SaccadeProcess.StartInfo(_folder.Path, arguments);
        ProcessStartInfo mpirun = new("mpirun", ["-q", "--oversubscribe", "-n", "2", start.FileName, .. start.ArgumentList])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in start.Environment)
        {
            mpirun.Environment[name] = value;
        }
        // As root in a container, and without a network between machines.
        mpirun.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = mpirun.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        using SaccadeProcess process = SaccadeProcess.Start(mpirun);
        return await process.Finish();
    }
}
