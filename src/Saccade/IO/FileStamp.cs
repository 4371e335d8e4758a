namespace Saccade.IO;

/// <summary>Identifies the content of a file without reading it.</summary>
/// <param name="Text">
/// Path, length and time of the last write; on Linux also its inode and the time of its last change of any kind, which no
/// program sets. That of a missing file is the path alone.
/// </param>
/// <param name="Changed">When it last changed, in UTC.</param>
public readonly record struct FileStamp(string Text, DateTime Changed)
{
    // Clocks of files are coarse: what was written within this time of another write may have the same time.
    private static readonly TimeSpan s_coarse = TimeSpan.FromSeconds(2);

    /// <summary>The path in the stamp.</summary>
    public string Path => Text.Split('\0')[0];

    /// <summary>The stamp of a file; of a link, that of what it leads to.</summary>
    public static FileStamp Read(string path)
    {
        FileInfo file = new(path);
        if (Target(file) is not FileInfo { Exists: true } found)
        {
            return new(file.FullName, DateTime.MinValue);
        }
        DateTime written = found.LastWriteTimeUtc;
        string text = string.Create(CultureInfo.InvariantCulture, $"{file.FullName}\0{found.Length}\0{written.Ticks}");
        return FileStatus.Read(path) is FileStatus status
            ? new(string.Create(CultureInfo.InvariantCulture, $"{text}\0{status.Inode}\0{status.Changed.Ticks}"), status.Changed)
            : new(text, written);
    }

    /// <summary>Whether a later change gives another stamp: the last one was long enough before a time.</summary>
    /// <param name="now">When the content was read, in UTC.</param>
    public bool IsSettled(DateTime now) => Changed + s_coarse < now;

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
