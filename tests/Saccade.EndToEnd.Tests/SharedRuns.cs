[assembly: AssemblyFixture(typeof(Saccade.EndToEnd.Tests.SharedRuns))]

namespace Saccade.EndToEnd.Tests;

/// <summary>Trainings that several tests look at, each done once, by the first test that asks. No test may change their folders.</summary>
public sealed class SharedRuns : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<Finished>> _small;
    private readonly Lazy<Task<Finished>> _long;

    public SharedRuns()
    {
        _small = new(() => SaccadeCalls.Run(_folder.Path, ["train", .. Options.Small, "--run", SmallPath]));
        _long = new(() => SaccadeCalls.Run(_folder.Path, ["train", .. Options.Long, "--run", LongPath]));
    }

    private string SmallPath => _folder["small"];

    private string LongPath => _folder["long"];

    /// <summary>A run of two epochs.</summary>
    public async Task<string> Small()
    {
        await SmallOutput();
        return SmallPath;
    }

    /// <summary>What the training of the small run wrote.</summary>
    public async Task<Finished> SmallOutput() => (await _small.Value).Succeeded();

    /// <summary>A run so long that it can be stopped on its way, and wasn't.</summary>
    public async Task<string> Long()
    {
        (await _long.Value).Succeeded();
        return LongPath;
    }

    public void Dispose() => _folder.Dispose();
}
