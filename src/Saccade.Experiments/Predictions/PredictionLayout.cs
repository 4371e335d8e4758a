namespace Saccade.Experiments.Predictions;

/// <summary>What is written of each prediction.</summary>
/// <param name="Top">The classes with their probabilities, 1 or more.</param>
/// <param name="Glimpses">Whether the locations of the glimpses are written.</param>
public sealed record PredictionLayout(int Top, bool Glimpses);
