namespace Saccade.Inference;

/// <summary>One label of an answer.</summary>
/// <param name="Class">The name of the most probable class.</param>
/// <param name="Index">Its index, from 0.</param>
/// <param name="Probabilities">The probability of each class [classes].</param>
public sealed record ClassifiedLabel(string Class, int Index, IReadOnlyList<float> Probabilities)
{
    /// <summary>The probability of the class, 0 to 1.</summary>
    public float Probability => Probabilities[Index];
}
