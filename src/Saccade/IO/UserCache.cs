namespace Saccade.IO;

/// <summary>The user's cache folder of the program: what is in it can be made again.</summary>
public static class UserCache
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "SACCADE_CACHE";

    /// <summary>
    /// The folder of <c>SACCADE_CACHE</c>; else <c>saccade</c> in <c>XDG_CACHE_HOME</c>, in <c>~/.cache</c> or, on Windows, in the local
    /// application data. It need not exist.
    /// </summary>
    /// <param name="environment">Reads an environment variable; null for that of the process.</param>
    public static string Folder(Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        return environment(Variable) is { Length: > 0 } named ? named : Path.Combine(Parent(environment), "saccade");
    }

    private static string Parent(Func<string, string?> environment)
    {
        if (OperatingSystem.IsWindows())
        {
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        }
        // The XDG base directory specification says to ignore relative paths.
        return environment("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
    }
}
