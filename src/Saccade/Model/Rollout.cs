using static TorchSharp.torch;

namespace Saccade.Model;

/// <summary>
/// N rollouts of T glimpses with D decisions on where to look: D = T − 1, or T when the first location is learned.
/// The tensors belong to the dispose scope in which the rollout was made.
/// </summary>
public sealed record Rollout
{
    /// <summary>Where each glimpse was taken, clamped to the frame [T, N, 2]; no gradient.</summary>
    public required Tensor Locations { get; init; }

    /// <summary>The locations that the policy chose, before clamping [D, N, 2]; no gradient. Null if D = 0.</summary>
    public required Tensor? Samples { get; init; }

    /// <summary>The means μ of the policy at each decision [D, N, 2]. Null if D = 0.</summary>
    public required Tensor? Means { get; init; }

    /// <summary>The reward expected at each decision, b_t [D, N]. Null if D = 0.</summary>
    public required Tensor? Baselines { get; init; }

    /// <summary>The core's state after each glimpse, h_1 … h_T [T, N, H].</summary>
    public required Tensor Hidden { get; init; }

    /// <summary>Scores of the classes after each glimpse [T, N, classes].</summary>
    public required Tensor GlimpseScores { get; init; }

    /// <summary>Scores of the classes after the last glimpse [N, classes].</summary>
    public required Tensor Scores { get; init; }
}
