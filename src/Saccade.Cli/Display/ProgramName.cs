namespace Saccade.Cli.Display;

/// <summary>The name of this program from the current folder, so that suggested commands can be pasted.</summary>
internal static class ProgramName
{
    public static string Text { get; } = Find();

    private static string Find()
    {
        string name = OperatingSystem.IsWindows() ? "saccade.exe" : "saccade";
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        bool onPath = folders.Any(folder => File.Exists(Path.Combine(folder, name)));
        string beside = Path.Combine(AppContext.BaseDirectory, name);
        if (onPath || !File.Exists(beside))
        {
            return "saccade";
        }
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), beside);
        return relative.StartsWith("..", StringComparison.Ordinal) ? beside
            : relative.Contains(Path.DirectorySeparatorChar) ? relative
            : $".{Path.DirectorySeparatorChar}{relative}";
    }
}
