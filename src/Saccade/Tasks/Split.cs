namespace Saccade.Tasks;

/// <summary>A split of a task's episodes.</summary>
public enum Split
{
    /// <summary>Training episodes; composed images differ in every epoch.</summary>
    Train,

    /// <summary>Episodes that choose the best epoch; composed once from a fixed seed.</summary>
    Validation,

    /// <summary>Episodes of the final result; composed once from a fixed seed.</summary>
    Test,
}
