namespace Saccade.Experiments.Reports;

/// <summary>An image that was named wrongly, with the randomness of the rollout, so that it can be taken again.</summary>
/// <param name="Index">Its number in the set.</param>
/// <param name="Named">The class it was named.</param>
/// <param name="Probability">The probability of that class after the last glimpse.</param>
/// <param name="Start">The first location [2].</param>
/// <param name="Steps">The noise of every decision [T, 2].</param>
internal sealed record Mistake(int Index, int Named, float Probability, float[] Start, float[] Steps);
