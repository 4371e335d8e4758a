namespace Saccade.Experiments.Runs;

/// <summary>What the user allows a model file that may come from a stranger. By default nothing.</summary>
public sealed record ModelTrust
{
    /// <summary>The option of the command line for <see cref="AcceptChanged"/>.</summary>
    public const string AcceptChangedOption = "--accept-changed";

    /// <summary>The option of the command line for <see cref="OpenFiles"/>.</summary>
    public const string OpenFilesOption = "--open-files";

    /// <summary>Whether to accept content that was changed after it was written.</summary>
    public bool AcceptChanged { get; init; }

    /// <summary>Whether to open the image files that the recipe in the file names. Those of a run's recipe are always opened.</summary>
    public bool OpenFiles { get; init; }
}
