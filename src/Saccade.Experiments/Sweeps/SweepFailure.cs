namespace Saccade.Experiments.Sweeps;

/// <summary>Why a run cannot continue, such as a loss that is NaN: the file <c>failure.json</c> in its folder.</summary>
/// <param name="Reason">The error's message.</param>
internal sealed record SweepFailure(string Reason);
