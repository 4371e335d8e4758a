namespace Saccade.Torch.Networks;

/// <summary>
/// Stop-gradient flags: what backpropagates into the core, and into the mean. The action network always reaches the core.
/// </summary>
/// <param name="Location">Whether the location network does, and with it REINFORCE.</param>
/// <param name="Baseline">Whether the baseline network does.</param>
/// <param name="Sample">Whether the sampled location passes gradients to its mean, see <see cref="LossOptions.AttachSample"/>.</param>
internal readonly record struct GradientReach(bool Location, bool Baseline, bool Sample = false);
