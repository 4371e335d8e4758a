using Saccade.Data.Sources;

namespace Saccade.Experiments.Benchmarks;

/// <summary>How the tables are reproduced.</summary>
public sealed record ReproductionOptions
{
    /// <summary>Folder of the page, its pictures and its runs.</summary>
    /// <exception cref="OptionException">It is empty.</exception>
    public required string Folder
    {
        get;
        init => field = !string.IsNullOrWhiteSpace(value) ? value : throw new OptionException(
            new(ErrorKind.NotAllowed) { Key = nameof(Folder), Value = value, Allowed = "the path of a folder" });
    }

    /// <summary>How many seeds each row is trained with, 0 to <see cref="Seeds"/> − 1.</summary>
    /// <exception cref="OptionException">It is below 1 or above 100.</exception>
    public int Seeds { get; init => field = Require.Between(value, 1, 100); } = 1;

    /// <summary>The time that each row may take, shared equally by its seeds; null to train each recipe at its full length.</summary>
    /// <exception cref="OptionException">It is not above 0.</exception>
    public TimeSpan? Budget
    {
        get;
        init => field = value is null || value > TimeSpan.Zero ? value : throw new OptionException(
            new(ErrorKind.OutOfRange) { Key = nameof(Budget), Value = value, Allowed = "any time above 0" });
    }

    /// <summary>Threads to compute with; null for all cores, or for those a run began with.</summary>
    public int? Threads { get; init; }

    /// <summary>Folder of the MNIST files; null to look for them, see <see cref="MnistSource"/>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Receives the progress of a download.</summary>
    public IProgress<DownloadProgress>? Download { get; init; }

    /// <summary>The time that one run may take.</summary>
    internal TimeSpan? RunBudget => Budget / Seeds;
}
