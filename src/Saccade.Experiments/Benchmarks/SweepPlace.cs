namespace Saccade.Experiments.Benchmarks;

/// <summary>A point of an ablation.</summary>
/// <param name="Sweep">What is varied while what is kept.</param>
/// <param name="Value">The varied option's value.</param>
public sealed record SweepPlace(string Sweep, int Value);
