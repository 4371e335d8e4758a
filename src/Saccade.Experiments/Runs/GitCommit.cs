namespace Saccade.Experiments.Runs;

/// <summary>Which commit of a git checkout is in use, read from git's own files; git itself need not be there.</summary>
public static class GitCommit
{
    private const string Reference = "ref: ";

    /// <summary>The commit checked out in the folder or one above it; null outside of a checkout and before the first commit.</summary>
    /// <param name="folder">Where to begin, such as <see cref="AppContext.BaseDirectory"/> for the program's own source.</param>
    public static string? Find(string folder)
    {
        try
        {
            for (DirectoryInfo? place = new(folder); place is not null; place = place.Parent)
            {
                string entry = Path.Combine(place.FullName, ".git");
                if (Directory.Exists(entry))
                {
                    return Head(entry);
                }
                // A worktree has a file that says where its git folder is.
                if (File.Exists(entry))
                {
                    return Head(Path.Combine(place.FullName, FirstLine(entry).Replace("gitdir: ", "")));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A checkout that cannot be read is as good as none: the commit is a remark, not a need.
        }
        return null;
    }

    private static string? Head(string git)
    {
        string head = FirstLine(Path.Combine(git, "HEAD"));
        if (!head.StartsWith(Reference, StringComparison.Ordinal))
        {
            return Hash(head);
        }
        string name = head[Reference.Length..];
        string common = Path.Combine(git, "commondir");
        string shared = File.Exists(common) ? Path.Combine(git, FirstLine(common)) : git;
        string? loose = new[] { git, shared }.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (loose is not null)
        {
            return Hash(FirstLine(loose));
        }
        string packed = Path.Combine(shared, "packed-refs");
        string? line = File.Exists(packed) ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith(" " + name, StringComparison.Ordinal)) : null;
        return line is null ? null : Hash(line.Split(' ')[0]);
    }

    private static string FirstLine(string path) => File.ReadLines(path).FirstOrDefault("").Trim();

    private static string? Hash(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower) ? text : null;
}
