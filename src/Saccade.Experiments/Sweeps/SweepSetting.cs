namespace Saccade.Experiments.Sweeps;

/// <summary>One combination of values, trained with every seed of a sweep.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Values">The values, in the order of the sweep's options.</param>
/// <param name="Recipe">The recipe with these values.</param>
public sealed record SweepSetting(int Number, IReadOnlyList<string> Values, Recipe Recipe);
