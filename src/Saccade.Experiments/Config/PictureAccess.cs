using Saccade.Imaging.Caching;

namespace Saccade.Experiments.Config;

/// <summary>How the pictures of a recipe are opened, beside what the recipe says.</summary>
public sealed record PictureAccess
{
    /// <summary>Whether a file that cannot be read is an error; otherwise it is passed over.</summary>
    public bool Strict { get; init; }

    /// <summary>Where decoded pictures are kept; null for the user's cache folder.</summary>
    public PictureCache? Cache { get; init; }

    /// <summary>Receives the progress of decoding.</summary>
    public IProgress<PictureProgress>? Progress { get; init; }

    /// <summary>The classes that a trained model has, which must be those of the pictures; null for a new model.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }
}
