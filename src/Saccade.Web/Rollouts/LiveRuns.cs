using Saccade.Experiments.Runs;

namespace Saccade.Web.Rollouts;

/// <summary>The runs whose training the page follows, by the names that requests use.</summary>
internal sealed class LiveRuns
{
    private LiveRuns(IReadOnlyDictionary<string, RunFolder> byId) => ById = byId;

    public IReadOnlyDictionary<string, RunFolder> ById { get; }

    /// <summary>Opens runs; a folder that is named twice is one run.</summary>
    /// <exception cref="SaccadeException">A folder holds no run.</exception>
    public static LiveRuns Open(IEnumerable<string> folders)
    {
        UniqueNames names = new();
        return new(folders.Select(Path.GetFullPath).Select(Path.TrimEndingDirectorySeparator).Distinct().Select(RunFolder.Open)
            .ToDictionary(run => names.For(run.Path)));
    }
}
