namespace Saccade.Cpu.Kernels;

/// <summary>Probabilities from logits of any size; the softmax of TensorPrimitives overflows above 88.</summary>
internal static class Softmax
{
    /// <summary>Computes exp(logit) / Σ exp(logit); returns log Σ exp(logit).</summary>
    public static double Compute(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        float highest = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, highest, probabilities);
        TensorPrimitives.Exp(probabilities, probabilities);
        float sum = TensorPrimitives.Sum(probabilities);
        TensorPrimitives.Divide(probabilities, sum, probabilities);
        return highest + Math.Log(sum);
    }
}
