namespace Saccade.Data;

/// <summary>Which part of a task's images.</summary>
public enum Split
{
    /// <summary>Images to learn from, composed afresh every epoch.</summary>
    Train,

    /// <summary>Images to choose models by, taken from the training digits and composed once from a fixed seed.</summary>
    Validation,

    /// <summary>Images for the final figure only, composed once from a fixed seed.</summary>
    Test,
}
