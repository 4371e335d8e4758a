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

    /// <summary>Replaces the sums by those of all processes; false if <paramref name="failed"/> in one of them.</summary>
    public bool Sum(IProcessGroup processes, bool failed)
    {
        double[] all = [failed ? 1 : 0, Action, Baseline, Location, Entropy, Stop, Right, Reward, .. Means, .. Squares];
        processes.Sum(all);
        (Action, Baseline, Location, Entropy, Stop, Right, Reward) = (all[1], all[2], all[3], all[4], all[5], all[6], all[7]);
        (Means, Squares) = (all[8..(8 + Means.Length)], all[(8 + Means.Length)..]);
        return all[0] == 0;
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
