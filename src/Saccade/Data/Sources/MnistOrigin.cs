namespace Saccade.Data.Sources;

/// <summary>How the folder of the MNIST files was chosen.</summary>
public enum MnistOrigin
{
    /// <summary>By the caller; on the command line, <c>--data DIR</c>.</summary>
    Caller,

    /// <summary>By the environment variable SACCADE_DATA.</summary>
    Environment,

    /// <summary>By default: the user's cache folder, to which missing files are downloaded.</summary>
    Cache,
}
