using System.Numerics.Tensors;

namespace Saccade.Fast;

/// <summary>Probabilities from scores of any size: TensorPrimitives' own softmax overflows above 88.</summary>
internal static class Softmax
{
    /// <summary>Fills in exp(score) / Σ exp(score).</summary>
    /// <returns>log Σ exp(score).</returns>
    public static double Of(ReadOnlySpan<float> scores, Span<float> probabilities)
    {
        float highest = TensorPrimitives.Max(scores);
        TensorPrimitives.Subtract(scores, highest, probabilities);
        TensorPrimitives.Exp(probabilities, probabilities);
        float sum = TensorPrimitives.Sum(probabilities);
        TensorPrimitives.Divide(probabilities, sum, probabilities);
        return highest + Math.Log(sum);
    }
}
