namespace Saccade.Cli.Invocation;

/// <summary>
/// Standard output and standard error where they cannot be written: a terminal that was closed, a full disk. A command that only prints
/// fails in one line that names standard output; one that saves its work continues. What standard error cannot take is dropped.
/// </summary>
internal static class StandardStreams
{
    private const string ShowCursor = "\e[?25h";

    private static volatile bool s_optional;
    private static volatile bool s_lost;

    /// <summary>Guards both streams of this process.</summary>
    public static void Guard()
    {
        TextWriter errors = Console.Error;
        Console.SetError(new GuardedWriter(errors, _ => { }));
        Console.SetOut(new GuardedWriter(Console.Out, OutputFailed));
    }

    /// <summary>From now on the command continues without standard output, which is said once on standard error.</summary>
    public static void ContinueWithoutOutput() => s_optional = true;

    /// <summary>Shows the cursor again, which a progress bar hides, before the process ends in its midst.</summary>
    public static void RestoreTerminal()
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Out.Write(ShowCursor);
        }
    }

    private static void OutputFailed(Exception cause)
    {
        string detail = cause is UnauthorizedAccessException ? "it is closed" : cause.Message.TrimEnd('.');
        SaccadeException failure = new(new(ErrorKind.Unwritable, "standard output", detail), cause);
        if (!s_optional)
        {
            throw failure;
        }
        if (!s_lost)
        {
            s_lost = true;
            Text.Warn($"{failure.Message} The command continues.");
        }
    }
}
