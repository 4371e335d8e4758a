using Saccade.Training;

namespace Saccade.Cpu.Losses;

/// <summary>The contribution of some rollouts to the figures of a step.</summary>
internal sealed class LossSums
{
    /// <summary>Sums of the terms, already divided by the number of all rollouts.</summary>
    public double Action, Baseline, Location, Entropy, Stop;

    /// <summary>Sums over the rollouts of right answers and of rewards.</summary>
    public double Right, Reward;

    /// <summary>Sums of μ at each decision, for x and y.</summary>
    public double[] Means { get; private set; } = [];

    /// <summary>Sums of μ² at each decision, for x and y.</summary>
    public double[] Squares { get; private set; } = [];

    /// <summary>Starts a step of T glimpses with all sums 0.</summary>
    public void Start(int glimpses)
    {
        (Action, Baseline, Location, Entropy, Stop, Right, Reward) = (0, 0, 0, 0, 0, 0, 0);
        if (Means.Length != 2 * glimpses)
        {
            (Means, Squares) = (new double[2 * glimpses], new double[2 * glimpses]);
        }
        Array.Clear(Means);
        Array.Clear(Squares);
    }

    /// <summary>Adds the contribution of other rollouts.</summary>
    public void Add(LossSums other)
    {
        Action += other.Action;
        Baseline += other.Baseline;
        Location += other.Location;
        Entropy += other.Entropy;
        Stop += other.Stop;
        Right += other.Right;
        Reward += other.Reward;
        TensorPrimitives.Add(Means, other.Means, Means);
        TensorPrimitives.Add(Squares, other.Squares, Squares);
    }

    /// <summary>The report of a step of N rollouts whose sums these are; the policy decides from the first decision on.</summary>
    public StepReport Report(int rollouts, int firstDecision, LossWeights weights, AnswerKind answers)
    {
        int decisions = Means.Length / 2 - firstDecision;
        double variance = 0;
        for (int at = 2 * firstDecision; at < Means.Length; at++)
        {
            double mean = Means[at] / rollouts;
            variance += Math.Max(0, Squares[at] / rollouts - mean * mean) / decisions;
        }
        bool act = answers == AnswerKind.Action;
        double total = Action * weights.Action + Baseline * weights.Baseline + Location * weights.Location + Stop * weights.Stop;
        return new()
        {
            Loss = new(Action, Baseline, Location, act ? total - weights.Entropy * Entropy : total) { Stop = Stop },
            Accuracy = Right / rollouts,
            Reward = Reward / rollouts,
            ActionEntropy = act ? Entropy : null,
            LocationVariance = variance,
        };
    }
}
