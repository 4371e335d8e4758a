namespace Saccade.Reliability.Fuzzing;

/// <summary>What one reader did with its inputs.</summary>
internal sealed class FuzzCounts
{
    public int Inputs { get; set; }

    public int Refused { get; set; }

    public TimeSpan Longest { get; set; }

    public long MostMemory { get; set; }

    /// <summary>By how much one input raised the most that the process ever held, native memory too.</summary>
    public long MostHeld { get; set; }
}
