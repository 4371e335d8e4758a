namespace Saccade.EndToEnd.Tests;

/// <summary>The same seed gives the same bits.</summary>
public sealed class DeterminismTests(SharedRuns runs) : IDisposable
{
    private static readonly string[] s_times = ["imagesPerSecond", "seconds"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_seed_gives_the_same_files()
    {
        (await SaccadeProcess.Run(_folder.Path, ["train", .. Options.Small, "--run", "run"])).Succeeded();
        RunFiles.AssertSame(await runs.Small(), _folder["run"]);
    }

    [Theory]
    [InlineData("cpu", 2)]
    [InlineData("torch", 2)]
    [InlineData("torch", 1)]
    public async Task The_same_seed_and_threads_give_the_same_files_on_either_engine(string engine, int threads)
    {
        string[] small = [.. Options.Small, "--engine", engine];
        small[Array.IndexOf(small, "--threads") + 1] = $"{threads}";
        (await SaccadeCalls.Run(_folder.Path, ["train", .. small, "--run", "one"])).Succeeded();
        (await SaccadeProcess.Run(_folder.Path, ["train", .. small, "--run", "other"])).Succeeded();
        RunFiles.AssertSame(_folder["one"], _folder["other"]);
    }

    [Fact]
    public async Task Another_seed_gives_other_weights()
    {
        (await SaccadeCalls.Run(_folder.Path, ["train", .. Options.Small, "--run", "run", "--seed", "1"])).Succeeded();
        byte[] one = File.ReadAllBytes(Path.Combine(await runs.Small(), "checkpoints/step-0000000012.safetensors"));
        Assert.NotEqual(one, File.ReadAllBytes(_folder["run/checkpoints/step-0000000012.safetensors"]));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("torch")]
    public async Task An_evaluation_is_the_same_in_every_process(string engine)
    {
        string[] eval = ["eval", await runs.Small(), "--json", "--threads", "1", "--engine", engine, "--rollouts", "3", "--policy",
            "sample", "--seed", "5"];
        string[] one = Figures(await SaccadeCalls.Run(_folder.Path, eval));
        Assert.Equal(one, Figures(await SaccadeProcess.Run(_folder.Path, eval)));
        // The CPU engine adds up in the same order whatever the number of threads.
        if (engine == "cpu")
        {
            eval[4] = "3";
            Assert.Equal(one, Figures(await SaccadeCalls.Run(_folder.Path, eval)));
        }

        static string[] Figures(Finished finished) =>
            [.. finished.Succeeded().Json().EnumerateObject()
                .Where(figure => !s_times.Contains(figure.Name)).Select(figure => figure.ToString())];
    }

    [Fact]
    public async Task Images_pictures_figures_and_traces_are_the_same_in_every_process()
    {
        string run = await runs.Small();
        string[][] commands =
        [
            ["data", "quickstart", "--split", "train", "--format", "npz", "--count", "20", "--seed", "3", "--set", "task.clutter_patches=4",
                "--out", "data"],
            ["look", run, "--images", "2", "--policy", "sample", "--threads", "1", "--out", "look"],
            ["trace", run, "--count", "5", "--policy", "sample", "--threads", "1", "--out", "traces.npz"],
            ["figures", run, "--scale", "1", "--threads", "1", "--out", "figures"],
        ];
        Directory.CreateDirectory(_folder["one"]);
        Directory.CreateDirectory(_folder["other"]);
        foreach (string[] command in commands)
        {
            (await SaccadeCalls.Run(_folder["one"], command)).Succeeded();
            (await SaccadeProcess.Run(_folder["other"], command)).Succeeded();
        }
        string[] files = [.. Files("one")];
        Assert.Equal(files, Files("other"));
        Assert.InRange(files.Length, 10, 1000);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(_folder[$"one/{file}"]), File.ReadAllBytes(_folder[$"other/{file}"])));

        IEnumerable<string> Files(string folder) =>
            Directory.GetFiles(_folder[folder], "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_folder[folder], file)).Order(StringComparer.Ordinal);
    }
}
