namespace Saccade.Cpu.Losses;

/// <summary>
/// The target of the cross-entropy with label smoothing (Szegedy et al., 2016): 1 − ε for the label, and ε / K for each of K classes.
/// </summary>
internal static class SmoothedLabel
{
    /// <summary>The mean of the logits under the target: the cross-entropy is the logarithm of the sum of exponentials less this.</summary>
    public static double MeanLogit(ReadOnlySpan<float> logits, int label, double smoothing) => smoothing == 0
        ? logits[label]
        : (1 - smoothing) * logits[label] + smoothing * TensorPrimitives.Sum(logits) / logits.Length;

    /// <summary>From probabilities times <paramref name="scale"/> to the gradient of the cross-entropy times it.</summary>
    public static void Subtract(Span<float> gradient, int label, double smoothing, double scale)
    {
        if (smoothing > 0)
        {
            TensorPrimitives.Subtract(gradient, (float)(smoothing / gradient.Length * scale), gradient);
        }
        gradient[label] -= (float)((1 - smoothing) * scale);
    }
}
