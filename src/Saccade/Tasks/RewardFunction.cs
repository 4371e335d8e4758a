namespace Saccade.Tasks;

/// <summary>The reward of an answer where answers are classes.</summary>
/// <param name="probabilities">The probability of each class [classes].</param>
/// <param name="label">The right class.</param>
/// <returns>The reward, usually 0 to 1; REINFORCE raises the probability of locations that lead to more of it.</returns>
public delegate double RewardFunction(ReadOnlySpan<float> probabilities, int label);
