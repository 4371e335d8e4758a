namespace Saccade.EndToEnd.Tests;

/// <summary>The same seed gives the same bits.</summary>
public sealed class DeterminismTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_seed_gives_the_same_files()
    {
        await Train(0);
        RunFiles.AssertSame(await runs.Small(), _folder["run"]);
    }

    [Fact]
    public async Task Another_seed_gives_other_weights()
    {
        await Train(1);
        byte[] one = File.ReadAllBytes(Path.Combine(await runs.Small(), "checkpoints/step-0000000012.safetensors"));
        Assert.NotEqual(one, File.ReadAllBytes(_folder["run/checkpoints/step-0000000012.safetensors"]));
    }

    private async Task Train(int seed) =>
        (await SaccadeProcess.Run(_folder.Path, ["train", .. Options.Small, "--run", "run", "--seed", $"{seed}"])).Succeeded();
}
