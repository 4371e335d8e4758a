using Saccade.Games;

namespace Saccade.Evaluation;

/// <summary>One episode step by step, for figures and other tools.</summary>
public sealed record EpisodeTrace
{
    /// <summary>
    /// What the agent did at each step: the screen it looked at, its one glimpse of it, the probability of each
    /// <see cref="CatchMove"/>, and as label the move that it took.
    /// </summary>
    public required IReadOnlyList<GlimpseTrace> Steps { get; init; }

    /// <summary>The screen after the last move [1, side, side].</summary>
    public required byte[] LastScreen { get; init; }

    /// <summary>Whether the ball was caught.</summary>
    public required bool Caught { get; init; }
}
