using System.Numerics.Tensors;
using Saccade.Learning;

namespace Saccade.Fast;

/// <summary>What some rollouts add to the figures of a step.</summary>
internal sealed class LossSums
{
    /// <summary>Sums of the terms, already divided by the number of all rollouts.</summary>
    public double Action, Baseline, Location, Entropy;

    /// <summary>Sums over the rollouts of what was right and of the rewards.</summary>
    public double Right, Reward;

    /// <summary>Sums of μ at each decision, for x and y.</summary>
    public double[] Means { get; private set; } = [];

    /// <summary>Sums of μ² at each decision, for x and y.</summary>
    public double[] Squares { get; private set; } = [];

    /// <summary>Begins a step of so many glimpses: nothing has been added yet.</summary>
    public void Begin(int glimpses)
    {
        (Action, Baseline, Location, Entropy, Right, Reward) = (0, 0, 0, 0, 0, 0);
        if (Means.Length != 2 * glimpses)
        {
            (Means, Squares) = (new double[2 * glimpses], new double[2 * glimpses]);
        }
        Array.Clear(Means);
        Array.Clear(Squares);
    }

    /// <summary>Adds what other rollouts add.</summary>
    public void Add(LossSums other)
    {
        Action += other.Action;
        Baseline += other.Baseline;
        Location += other.Location;
        Entropy += other.Entropy;
        Right += other.Right;
        Reward += other.Reward;
        TensorPrimitives.Add(Means, other.Means, Means);
        TensorPrimitives.Add(Squares, other.Squares, Squares);
    }

    /// <summary>The figures of a step, if these are the sums of all its rollouts.</summary>
    public StepReport Report(int rollouts, int firstDecision, LossOptions options)
    {
        int decisions = Means.Length / 2 - firstDecision;
        double variance = 0;
        for (int at = 2 * firstDecision; at < Means.Length; at++)
        {
            double mean = Means[at] / rollouts;
            variance += Math.Max(0, Squares[at] / rollouts - mean * mean) / decisions;
        }
        return new()
        {
            Loss = new(Action, Baseline, Location, Action + Baseline * options.BaselineWeight + Location * options.LocationWeight),
            Accuracy = Right / rollouts,
            Reward = Reward / rollouts,
            LocationVariance = variance,
        };
    }
}
