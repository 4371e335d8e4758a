using Saccade.Data.Sources;
using Saccade.Experiments.Engines;

namespace Saccade.Experiments.Runs;

/// <summary>The options of a training beside its recipe.</summary>
public sealed record TrainingSettings
{
    /// <summary>Seed of all randomness of a new run.</summary>
    public long Seed { get; init; }

    /// <summary>Threads to compute with; null for all cores, or for those the run began with.</summary>
    public int? Threads { get; init; }

    /// <summary>What does the arithmetic of a new run; null for the engine that the model gets by default.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>Where a new run computes.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>The models whose weights a new run begins with, the first that fits: run folders, files, or built-in models.</summary>
    public IReadOnlyList<string> InitialModels { get; init; } = [];

    /// <summary>Folder of the MNIST files; null to look for them, see <see cref="MnistSource"/>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Receives the progress of a download.</summary>
    public IProgress<DownloadProgress>? Download { get; init; }

    /// <summary>How the pictures of a folder or list are opened.</summary>
    public PictureAccess? Pictures { get; init; }

    /// <summary>The processes that train together; null for one process.</summary>
    public IProcessGroup? Processes { get; init; }

    /// <summary>Stops a download or the decoding of pictures.</summary>
    public CancellationToken Cancellation { get; init; }
}
