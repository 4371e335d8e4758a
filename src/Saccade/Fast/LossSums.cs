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
        double action = 0, baseline = 0, location = 0, right = 0, reward = 0, variance = 0;
        foreach (RolloutWorker worker in workers)
        {
            action += worker.Sums.Action;
            baseline += worker.Sums.Baseline;
            location += worker.Sums.Location;
            right += worker.Sums.Right;
            reward += worker.Sums.Reward;
        }
        for (int at = 2 * firstDecision; at < 2 * glimpses; at++)
        {
            double mean = 0, square = 0;
            foreach (RolloutWorker worker in workers)
            {
                mean += worker.Sums.Means[at] / rollouts;
                square += worker.Sums.Squares[at] / rollouts;
            }
            variance += Math.Max(0, square - mean * mean) / (glimpses - firstDecision);
        }
        return new()
        {
            Loss = new(action, baseline, location, action + baseline * options.BaselineWeight + location * options.LocationWeight),
            Accuracy = right / rollouts,
            Reward = reward / rollouts,
            LocationVariance = variance,
        };
    }
}
