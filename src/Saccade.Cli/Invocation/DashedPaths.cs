namespace Saccade.Cli.Invocation;

/// <summary>Paths that begin with a dash. A leading <c>./</c> keeps them from being read as options.</summary>
internal static class DashedPaths
{
    /// <summary>The word that ends the options.</summary>
    public const string End = "--";

    /// <summary>The path in a form that can be typed.</summary>
    public static string Typed(string path) => path.StartsWith('-') ? $".{Path.DirectorySeparatorChar}{path}" : path;

    /// <summary>The words of a command line; those after <c>--</c> are arguments, which all are names or paths.</summary>
    public static string[] AfterDoubleDash(string[] words)
    {
        int end = Array.IndexOf(words, End);
        return end < 0 ? words : [.. words[..(end + 1)], .. words[(end + 1)..].Select(Typed)];
    }
}
