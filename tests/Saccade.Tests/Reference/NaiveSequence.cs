using Saccade.Networks;
using Saccade.Training;

namespace Saccade.Tests.Reference;

/// <summary>The loss of sequences of labels from plain numbers, rollout by rollout and decision by decision.</summary>
internal sealed class NaiveSequence(ModelOptions model, LossOptions loss, int[][] labels)
{
    private readonly int _rollouts = labels.Length;
    private readonly int _each = model.Glimpses / model.Labels;

    /// <summary>The right classes of a rollout: its labels, and the end symbol if a slot is left.</summary>
    private List<int> Targets(int n) => [.. labels[n].Append(model.Classes - 1).Take(model.Labels)];

    /// <summary>Logits [T, N, classes] → mean over rollouts of the mean cross-entropy of their answers.</summary>
    public double Action(double[] logits) =>
        Enumerable.Range(0, _rollouts).Average(n => Targets(n).Select((label, slot) =>
            -(1 - loss.LabelSmoothing) * LogProbability(logits, n, slot, label)
            - loss.LabelSmoothing * Enumerable.Range(0, model.Classes).Average(c => LogProbability(logits, n, slot, c))).Average());

    /// <summary>The share of the reward that each answer earns [N][S]; 0 after the first wrong one and after the end.</summary>
    public double[][] Earned(double[] logits, Func<double[], int, double>? reward = null)
    {
        double[][] earned = new double[_rollouts][];
        for (int n = 0; n < _rollouts; n++)
        {
            earned[n] = new double[model.Labels];
            List<int> targets = Targets(n);
            for (int slot = 0; slot < targets.Count; slot++)
            {
                double[] p = [.. Enumerable.Range(0, model.Classes).Select(c => Math.Exp(LogProbability(logits, n, slot, c)))];
                bool right = Array.IndexOf(p, p.Max()) == targets[slot];
                double value = reward?.Invoke(p, targets[slot]) ?? (loss.Reward == RewardKind.Accuracy ? right ? 1 : 0 : p[targets[slot]]);
                earned[n][slot] = value / targets.Count;
                if (!right)
                {
                    break;
                }
            }
        }
        return earned;
    }

    /// <summary>The return of each decision [N][T] on glimpse t, of which those before the first decision are not used.</summary>
    public double[][] Returns(double[][] earned, double[] values, double lambda) =>
    [
        .. Enumerable.Range(0, _rollouts).Select(n =>
        {
            int last = _each * Targets(n).Count;
            double[] returns = new double[model.Glimpses + 1];
            for (int t = last - 1; t >= 0; t--)
            {
                // The answer after glimpse t is in state t + 1.
                returns[t] = (t + 1) % _each == 0 ? earned[n][(t + 1) / _each - 1] : 0;
                if (t + 1 < last)
                {
                    returns[t] += lambda * returns[t + 1] + (lambda < 1 ? (1 - lambda) * Value(values, t + 1, n) : 0);
                }
            }
            return returns;
        }),
    ];

    /// <summary>Values [D, N] → (R − b)², the mean over the decisions before the end of each rollout.</summary>
    public double Baseline(double[] values, double[][] returns) => Enumerable.Range(0, _rollouts).Average(n =>
        Decisions(n).Select(t => Math.Pow(returns[n][t] - Value(values, t, n), 2)).DefaultIfEmpty(0).Average());

    /// <summary>Log-densities [D, N] → the REINFORCE term; the advantages are constants.</summary>
    public double Location(double[] logDensities, double[] values, double[][] returns) => -Enumerable.Range(0, _rollouts).Average(n =>
    {
        // The other rollout of an image is beside it.
        double[] terms = [.. Decisions(n).Select(t => Value(logDensities, t, n)
            * (Advantage(t, n) - (loss.LeaveOneOut ? Advantage(t, n ^ 1) : 0)))];
        return terms.Sum() / (loss.Reduction == GlimpseReduction.Mean ? Math.Max(1, terms.Length) : 1);

        double Advantage(int t, int rollout) => returns[rollout][t] - (loss.SubtractBaseline ? Value(values, t, rollout) : 0);
    });

    private IEnumerable<int> Decisions(int n)
    {
        int first = model.Glimpses - model.Decisions, end = _each * Targets(n).Count;
        return Enumerable.Range(first, Math.Max(0, end - first));
    }

    private double Value(double[] values, int t, int n) => values[(t - model.Glimpses + model.Decisions) * _rollouts + n];

    private double LogProbability(double[] logits, int n, int slot, int c)
    {
        int first = (((slot + 1) * _each - 1) * _rollouts + n) * model.Classes;
        return logits[first + c] - Math.Log(logits[first..(first + model.Classes)].Sum(Math.Exp));
    }
}
