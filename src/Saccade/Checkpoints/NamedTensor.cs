namespace Saccade.Checkpoints;

/// <summary>A named array of numbers in memory, as a checkpoint stores it.</summary>
/// <param name="Name">Its name, such as <c>core.recurrent.weight</c>.</param>
/// <param name="Shape">Its lengths, outermost first; empty for a single number.</param>
/// <param name="Values">Its values, row by row.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, float[] Values);
