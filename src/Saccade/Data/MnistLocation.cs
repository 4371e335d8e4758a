namespace Saccade.Data;

/// <summary>Who named the folder of the MNIST files.</summary>
public enum MnistOrigin
{
    /// <summary>The caller, on the command line <c>--data DIR</c>.</summary>
    Caller,

    /// <summary>The environment variable SACCADE_DATA.</summary>
    Environment,

    /// <summary>Nobody: it is the user's cache folder, and what is missing there will be downloaded.</summary>
    Cache,
}

/// <summary>Where the MNIST files are, or would be.</summary>
/// <param name="Folder">The folder, which need not exist.</param>
/// <param name="Origin">Who named it.</param>
/// <param name="Missing">The files that it lacks; empty if all are there. Their content is not checked.</param>
public sealed record MnistLocation(string Folder, MnistOrigin Origin, IReadOnlyList<string> Missing);
