namespace Saccade.Evaluation;

/// <summary>What happened at each glimpse of the rollouts of a batch of B images.</summary>
public sealed record BatchTrace
{
    /// <summary>Where each glimpse was taken [T, B, 2], (x, y) clamped to [-1, 1].</summary>
    public required float[] Locations { get; init; }

    /// <summary>The class probabilities after each glimpse [T, B, classes].</summary>
    public required float[] Probabilities { get; init; }

    /// <summary>The reward the baseline expects after each glimpse [T, B].</summary>
    public required float[] Baselines { get; init; }

    /// <summary>A trace of so many rollouts, all zero.</summary>
    internal static BatchTrace Of(int glimpses, int rollouts, int classes) => new()
    {
        Locations = new float[glimpses * rollouts * 2],
        Probabilities = new float[glimpses * rollouts * classes],
        Baselines = new float[glimpses * rollouts],
    };
}
