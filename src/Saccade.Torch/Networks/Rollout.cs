namespace Saccade.Torch.Networks;

/// <summary>
/// N rollouts of T glimpses with D decisions of the location policy: D = T − 1, or T when the first location is learned.
/// The tensors belong to the dispose scope in which the rollout was made.
/// </summary>
internal sealed record Rollout
{
    /// <summary>The location of each glimpse, within the frame [T, N, 2]; no gradient.</summary>
    public required Tensor Locations { get; init; }

    /// <summary>The samples of the policy, before they are brought into the frame [D, N, 2]; no gradient. Null if D = 0.</summary>
    public required Tensor? Samples { get; init; }

    /// <summary>The means μ of the policy at each decision [D, N, 2]. Null if D = 0.</summary>
    public required Tensor? Means { get; init; }

    /// <summary>The value baseline b_t at each decision [D, N]. Null if D = 0.</summary>
    public required Tensor? Baselines { get; init; }

    /// <summary>The core's state after each glimpse, h_1 … h_T [T, N, H].</summary>
    public required Tensor Hidden { get; init; }

    /// <summary>What location and baseline network read after each glimpse [T, N, H]: the upper core's state, if there is one.</summary>
    public Tensor LocationHidden { get => field ?? Hidden; init; }

    /// <summary>The logits of the classes or actions after each glimpse [T, N, classes].</summary>
    public required Tensor GlimpseScores { get; init; }

    /// <summary>The logits after the last glimpse [N, classes].</summary>
    public required Tensor Scores { get; init; }

    /// <summary>The action taken after each glimpse [T, N]; empty where answers are classes.</summary>
    public int[] Actions { get; init; } = [];
}
