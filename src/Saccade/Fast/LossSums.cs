using Saccade.Learning;

namespace Saccade.Fast;

/// <summary>What one worker's rollouts add to the figures of a step.</summary>
internal sealed class LossSums(int glimpses)
{
    /// <summary>Sums of the terms, already divided by the number of all rollouts.</summary>
    public double Action, Baseline, Location, Entropy;

    /// <summary>Sums over the rollouts of what was right and of the rewards.</summary>
    public double Right, Reward;

    /// <summary>Sums of μ at each decision, for x and y.</summary>
    public double[] Means { get; } = new double[2 * glimpses];

    /// <summary>Sums of μ² at each decision, for x and y.</summary>
    public double[] Squares { get; } = new double[2 * glimpses];

    public void Clear()
    {
        (Action, Baseline, Location, Entropy, Right, Reward) = (0, 0, 0, 0, 0, 0);
        Array.Clear(Means);
        Array.Clear(Squares);
    }

    /// <summary>The figures of a step of all workers, in their order.</summary>
    public static StepReport Report(ReadOnlySpan<RolloutWorker> workers, int rollouts, int firstDecision, int glimpses, LossOptions options)
    {
        LossSums all = new(glimpses);
        foreach (RolloutWorker worker in workers)
        {
            all.Action += worker.Sums.Action;
            all.Baseline += worker.Sums.Baseline;
            all.Location += worker.Sums.Location;
            all.Right += worker.Sums.Right;
            all.Reward += worker.Sums.Reward;
            for (int at = 2 * firstDecision; at < 2 * glimpses; at++)
            {
                all.Means[at] += worker.Sums.Means[at] / rollouts;
                all.Squares[at] += worker.Sums.Squares[at] / rollouts;
            }
        }
        double variance = 0;
        for (int at = 2 * firstDecision; at < 2 * glimpses; at++)
        {
            variance += Math.Max(0, all.Squares[at] - all.Means[at] * all.Means[at]) / (glimpses - firstDecision);
        }
        return new()
        {
            Loss = new(all.Action, all.Baseline, all.Location, all.Action + all.Baseline * options.BaselineWeight + all.Location * options.LocationWeight),
            Accuracy = all.Right / rollouts,
            Reward = all.Reward / rollouts,
            LocationVariance = variance,
        };
    }
}
