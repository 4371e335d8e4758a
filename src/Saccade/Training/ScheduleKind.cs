namespace Saccade.Training;

/// <summary>The shape of a learning-rate schedule.</summary>
public enum ScheduleKind
{
    /// <summary>A constant rate.</summary>
    Constant,

    /// <summary>Linear decay.</summary>
    Linear,

    /// <summary>The same factor at every step.</summary>
    Exponential,

    /// <summary>Half a cosine wave.</summary>
    Cosine,
}
