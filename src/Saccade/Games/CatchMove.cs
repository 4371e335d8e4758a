namespace Saccade.Games;

/// <summary>What the paddle can do in a step; the classes of a player's action network in their order.</summary>
public enum CatchMove
{
    /// <summary>One column to the left.</summary>
    Left,

    /// <summary>Nothing.</summary>
    Stay,

    /// <summary>One column to the right.</summary>
    Right,
}
