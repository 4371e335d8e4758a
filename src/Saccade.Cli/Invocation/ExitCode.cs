namespace Saccade.Cli.Invocation;

/// <summary>Exit codes of the process; after a signal it is 128 plus the number of the signal.</summary>
internal static class ExitCode
{
    /// <summary>The command failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;
}
