namespace Saccade.Imaging.Folders;

/// <summary>Path, length and time of a file: a changed file has another stamp.</summary>
internal static class FileStamp
{
    /// <summary>The stamp of a file; that of a missing one has neither length nor time.</summary>
    public static string Of(string path)
    {
        FileInfo file = new(path);
        // Of a link, the time and length of what it leads to.
        return Target(file) is FileInfo { Exists: true } found
            ? string.Create(CultureInfo.InvariantCulture, $"{file.FullName}\0{found.Length}\0{found.LastWriteTimeUtc.Ticks}")
            : file.FullName;
    }

    private static FileSystemInfo? Target(FileInfo file)
    {
        try
        {
            return file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (IOException)
        {
            // A circle of links; reading the file reports it.
            return null;
        }
    }
}
