namespace Saccade.Reliability.Crashes;

/// <summary>The bounds of a trial by kills.</summary>
internal sealed record CrashOptions
{
    /// <summary>How many processes to kill.</summary>
    public int Kills { get; init; } = 200;

    /// <summary>Epochs of the run, each with a checkpoint.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>What trains: <c>fast</c> or <c>torch</c>.</summary>
    public string Engine { get; init; } = "cpu";

    /// <summary>With how many threads.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Seed of the moments and damages; the moments are times, so that two trials never are quite the same.</summary>
    public long Seed { get; init; }

    /// <summary>After which part of the kills the newest checkpoint is damaged as well.</summary>
    public double Damage { get; init; } = 0.2;

    /// <summary>How many small disks are filled up before a folder becomes read-only; 0 for neither.</summary>
    public int Disks { get; init; } = 8;
}
