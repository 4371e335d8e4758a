namespace Saccade.Experiments.Machine;

/// <summary>One line of a <see cref="SystemReport"/>.</summary>
/// <param name="Name">What it is about, such as "Processor".</param>
/// <param name="Value">What was found.</param>
/// <param name="Problem">What is wrong and the remedy, in one line; null when all is well.</param>
public sealed record SystemFact(string Name, string Value, string? Problem = null);
