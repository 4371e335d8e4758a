namespace Saccade.Experiments.Config;

/// <summary>What a split is called.</summary>
public static class SplitWords
{
    /// <summary>As options, folders and files call it, such as train.</summary>
    public static string Word(this Split split) => split.ToString().ToLowerInvariant();

    /// <summary>As people call its images, such as training.</summary>
    public static string Kind(this Split split) => split == Split.Train ? "training" : split.Word();
}
