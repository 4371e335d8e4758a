namespace Saccade.Networks;

/// <summary>A named tensor in memory, as a checkpoint stores it.</summary>
/// <param name="Name">Its name, such as <c>core.recurrent.weight</c>.</param>
/// <param name="Shape">Its lengths, outermost first; empty for a scalar.</param>
/// <param name="Values">Its values, row by row.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, float[] Values)
{
    /// <summary>Whether no value is NaN or infinite.</summary>
    // MaxMagnitude is NaN if any value is.
    public bool IsFinite() => Values.Length == 0 || float.IsFinite(TensorPrimitives.MaxMagnitude<float>(Values));
}
