using Saccade.Runtime;

namespace Saccade.Games;

/// <summary>The games that an agent can learn.</summary>
public enum GameKind
{
    /// <summary>None: the agent names images.</summary>
    None,

    /// <summary>Catch, the paper's dynamic task (§4.2), see <see cref="CatchGame"/>.</summary>
    Catch,
}

/// <summary>A game that is played instead of naming images, and how much of it.</summary>
public sealed record GameOptions
{
    /// <summary>Which game; with none, nothing else here matters.</summary>
    public GameKind Kind { get; init => field = Require.Defined(value); } = GameKind.None;

    /// <summary>Width and height of the screen in pixels; 24 in the paper. The ball falls a row a step, so an episode has one step less.</summary>
    public int Side { get; init => field = Require.Between(value, 4, 65); } = 24;

    /// <summary>Width of the paddle in pixels; 2 in the paper.</summary>
    public int PaddleWidth { get; init => field = Require.Between(value, 1, 64); } = 2;

    /// <summary>Episodes of an epoch, rounded down to whole batches (but at least one); every one is drawn afresh.</summary>
    public int TrainingEpisodes { get; init => field = Require.Between(value, 1, 10_000_000); } = 12_800;

    /// <summary>Episodes to choose the best epoch by, the same after every epoch.</summary>
    public int ValidationEpisodes { get; init => field = Require.Between(value, 1, 1_000_000); } = 2_000;

    /// <summary>Weight of the entropy of the moves, which the loss rewards so that the agent goes on trying.</summary>
    public double EntropyWeight { get; init => field = Require.Between(value, 0, 100); }

    /// <summary>Steps of an episode.</summary>
    public int Steps => Side - 1;
}
