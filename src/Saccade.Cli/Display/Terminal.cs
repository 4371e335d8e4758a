using Saccade.Figures.Drawing;
using Spectre.Console;

namespace Saccade.Cli.Display;

/// <summary>What standard output can show.</summary>
internal static class Terminal
{
    /// <summary>
    /// The columns of a line: COLUMNS of the environment, else those of the terminal; not limited where output goes to a file or pipe.
    /// </summary>
    public static int Width =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns)
            && columns > 0 ? columns
        : Console.IsOutputRedirected || Console.WindowWidth <= 0 ? int.MaxValue
        : Console.WindowWidth;

    /// <summary>The colours: those of a terminal that has some, without NO_COLOR in the environment; else none.</summary>
    public static TerminalColour Colour => new(!Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && AnsiConsole.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors });
}
