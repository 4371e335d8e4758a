using System.Numerics.Tensors;

namespace Saccade.Runtime;

/// <summary>Tells numbers from what is none.</summary>
internal static class Finite
{
    /// <summary>Whether there is neither a NaN nor an infinity among the values.</summary>
    public static bool All(ReadOnlySpan<float> values)
    {
        // The largest magnitude of values with a NaN is NaN.
        return values.IsEmpty || float.IsFinite(TensorPrimitives.MaxMagnitude(values));
    }
}
