namespace Saccade.Checkpoints;

/// <summary>A tensor in the header: bytes <paramref name="Begin"/> to <paramref name="End"/> of the data.</summary>
internal sealed record TensorEntry(string Name, string Type, int[] Shape, long Begin, long End);
