namespace Saccade.Fast;

/// <summary>What one worker's rollouts add to the figures of a step.</summary>
internal sealed class LossSums(int glimpses)
{
    /// <summary>Sums of the terms, already divided by the number of all rollouts.</summary>
    public double Action, Baseline, Location, Entropy;

    /// <summary>Sum of the rewards.</summary>
    public double Reward;

    /// <summary>Sums of μ and μ² at each decision, for x and y.</summary>
    public double[] Means { get; } = new double[2 * glimpses];

    public double[] Squares { get; } = new double[2 * glimpses];

    public void Clear()
    {
        (Action, Baseline, Location, Entropy, Reward) = (0, 0, 0, 0, 0);
        Array.Clear(Means);
        Array.Clear(Squares);
    }
}
