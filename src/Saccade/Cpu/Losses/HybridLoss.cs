using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Training;

namespace Saccade.Cpu.Losses;

/// <summary>
/// The hybrid loss J = J_action + J_baseline + J_location of one worker's rollouts (paper §3.2), and its gradients with respect to logits,
/// b_t and μ_t. Shared are the baseline, the REINFORCE term of the locations and the λ-return; what J_action is depends on the answers.
/// </summary>
internal abstract class HybridLoss(ModelOptions model, LossOptions options, AttentionNetworks networks, GroupMember member)
{
    protected ModelOptions Model => model;

    protected LossOptions Options => options;

    protected AttentionNetworks Networks => networks;

    protected GroupMember Member => member;

    /// <summary>Adds the terms to the sums and fills the gradients; returns the states for whose outputs there are gradients.</summary>
    public abstract LossStates Run(in LossBatch batch, LossSums sums);

    /// <summary>The reward of an answer: that of the task's own function, or the one that the options name.</summary>
    protected double AnswerReward(RewardFunction? function, ReadOnlySpan<float> probabilities, int label, bool right) =>
        function is not null ? function(probabilities, label)
        : options.Reward == RewardKind.Accuracy ? (right ? 1 : 0)
        : probabilities[label];

    /// <summary>Adds the cross-entropy of an answer; the probabilities become the gradient of its logits, p − 1{label}.</summary>
    protected void AddCrossEntropy(
        ReadOnlySpan<float> logits, double logSum, Span<float> probabilities, int label, double share, double weight, LossSums sums)
    {
        sums.Action += (logSum - SmoothedLabel.MeanLogit(logits, label, options.LabelSmoothing)) * share;
        TensorPrimitives.Multiply(probabilities, (float)(weight * share), probabilities);
        SmoothedLabel.Subtract(probabilities, label, options.LabelSmoothing, weight * share);
    }

    /// <summary>(R − b)² of state t.</summary>
    protected void AddBaseline(int i, int t, double reward, double share, double weight, LossSums sums)
    {
        double error = reward - Value(i, t);
        sums.Baseline += error * error * share;
        networks.Baseline.ValueGradients[t].Row(i)[0] = (float)(-2 * error * share * weight);
    }

    /// <summary>−log π(l_t | μ_t, σ) · A_t of the decision on glimpse t, made in state t.</summary>
    protected void AddLocation(int i, int t, double advantage, double share, double weight, double sigma, LossSums sums)
    {
        double precision = options.LocationTerm == LocationTerm.Report ? 1 / sigma : 1 / (sigma * sigma);
        double log = options.LocationTerm == LocationTerm.Bare ? 0 : -2 * Math.Log(sigma * Math.Sqrt(2 * Math.PI));
        Span<float> means = networks.Location.Means[t].Row(i), samples = networks.Location.Samples[t].Row(i);
        Span<float> gradient = networks.Location.MeanGradients[t].Row(i);
        for (int axis = 0; axis < 2; axis++)
        {
            (double mean, double deviation) = (means[axis], (double)samples[axis] - means[axis]);
            log -= deviation * deviation * precision / 2;
            double squashing = model.MeanIsSquashed ? 1 - mean * mean : 1;
            gradient[axis] = (float)(-advantage * deviation * precision * share * weight * squashing);
            sums.Means[2 * t + axis] += mean;
            sums.Squares[2 * t + axis] += mean * mean;
        }
        sums.Location -= log * advantage * share;
    }

    /// <summary>R − b_t, or R if no baseline is subtracted.</summary>
    protected double Advantage(int i, int t, double reward) => options.SubtractBaseline ? reward - Value(i, t) : reward;

    /// <summary>A step of the λ-return (Sutton, 1988): the return from state t on, mixed with b_t.</summary>
    protected double LambdaReturn(int i, int t, double later) => later * options.Lambda + Value(i, t) * (1 - options.Lambda);

    /// <summary>Subtracts from each value of M rollouts [M, T] the mean of the M − 1 others at the same glimpse.</summary>
    protected static void SubtractOthers(Span<double> values, int rollouts)
    {
        int glimpses = values.Length / rollouts;
        for (int t = 0; t < glimpses; t++)
        {
            double sum = 0;
            for (int at = t; at < values.Length; at += glimpses)
            {
                sum += values[at];
            }
            for (int at = t; at < values.Length; at += glimpses)
            {
                values[at] -= (sum - values[at]) / Math.Max(1, rollouts - 1);
            }
        }
    }

    private float Value(int i, int t) => networks.Baseline.Values[t].Row(i)[0];
}
