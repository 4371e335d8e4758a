using Saccade.Model;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>
/// N episodes of T steps, each a glimpse and a move. The tensors belong to the dispose scope in which they were made.
/// </summary>
public sealed record Episodes
{
    /// <summary>The glimpses: T of each episode, with D decisions on where to look.</summary>
    public required Rollout Rollout { get; init; }

    /// <summary>Scores of the moves after each glimpse [T, N, moves].</summary>
    public required Tensor MoveScores { get; init; }

    /// <summary>The moves taken [T, N], 64-bit.</summary>
    public required Tensor Moves { get; init; }

    /// <summary>The reward expected at each move, b_t [T, N].</summary>
    public required Tensor Baselines { get; init; }

    /// <summary>R [N]: 1 for a catch, else 0.</summary>
    public required Tensor Reward { get; init; }
}
