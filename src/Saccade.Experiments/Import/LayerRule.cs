namespace Saccade.Experiments.Import;

/// <summary>A layer of another program and its name here.</summary>
/// <param name="From">Its name there.</param>
/// <param name="To">Its name in <see cref="NetworkPlan"/>.</param>
/// <param name="Change">What its weights need.</param>
/// <param name="HasBias">Whether it has a bias there; otherwise it is 0 here.</param>
internal sealed record LayerRule(string From, string To, LayerChange Change = LayerChange.None, bool HasBias = true);
