namespace Saccade.Experiments.Reports;

/// <summary>A misclassified image, with the randomness of its rollout, so that it can be run again.</summary>
/// <param name="Index">Its number in the set.</param>
/// <param name="Batch">The batch it was in.</param>
/// <param name="IndexInBatch">Its number in that batch.</param>
/// <param name="Probability">The probability of the predicted class after the last glimpse.</param>
/// <param name="Start">The first location [2].</param>
/// <param name="Steps">The noise of every decision [T, 2].</param>
internal sealed record Mistake(int Index, int Batch, int IndexInBatch, float Probability, float[] Start, float[] Steps);
