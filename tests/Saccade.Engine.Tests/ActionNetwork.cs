namespace Saccade.Engine.Tests;

/// <summary>The action network (paper §4): p = softmax(W·h_T + b).</summary>
internal sealed class ActionNetwork(Parameters parameters)
{
    private readonly Linear _scores = parameters.Layer("action.scores");

    /// <summary>The probabilities of the classes from a state.</summary>
    public double[] Forward(double[] state)
    {
        double[] logits = _scores.Forward(state);
        double highest = logits.Max();
        double[] powers = Array.ConvertAll(logits, logit => Math.Exp(logit - highest));
        double sum = powers.Sum();
        return Array.ConvertAll(powers, power => power / sum);
    }

    /// <summary>From ∂J/∂logits to ∂J/∂h.</summary>
    public double[] Backward(double[] state, double[] dLogits) => _scores.Backward(state, dLogits);
}
