namespace Saccade.Tasks;

/// <summary>The actions of Catch, in the order of the model's outputs.</summary>
public enum CatchAction
{
    /// <summary>Move the paddle one column to the left.</summary>
    Left,

    /// <summary>Do not move.</summary>
    Stay,

    /// <summary>Move the paddle one column to the right.</summary>
    Right,
}
