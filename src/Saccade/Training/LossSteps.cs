namespace Saccade.Training;

/// <summary>The answers of a rollout that count; there is one after each glimpse.</summary>
public enum LossSteps
{
    /// <summary>The answer after the last glimpse.</summary>
    Last,

    /// <summary>The answer after every glimpse.</summary>
    Every,
}
