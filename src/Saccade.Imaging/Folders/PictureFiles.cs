using System.IO.Enumeration;

namespace Saccade.Imaging.Folders;

/// <summary>Finds files of pictures by their endings.</summary>
public static class PictureFiles
{
    private static readonly HashSet<string> s_endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff",
        // Known, and reported as formats that are not read.
        ".heic", ".heif", ".avif", ".jxl", ".jp2",
    };

    /// <summary>Whether a file's name ends as that of a picture.</summary>
    public static bool HasEnding(string path) => s_endings.Contains(Path.GetExtension(path));

    /// <summary>
    /// The pictures of a folder and its subfolders, in the order of their names. Folders that cannot be read, links to folders, and names
    /// that begin with a dot are passed over.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="SaccadeException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> In(string folder)
    {
        EnumerationOptions options = new()
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        };
        try
        {
            FileSystemEnumerable<string> files = new(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), options)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && HasEnding(entry.FileName.ToString()),
                ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            };
            return [.. files.Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SaccadeException.OfFile(ErrorKind.Unreadable, folder, e);
        }
    }

    /// <summary>The files of a folder whose names match a pattern with * and ?, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">The pattern, such as <c>*.jpg</c>.</param>
    /// <exception cref="SaccadeException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> Matching(string folder, string pattern)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SaccadeException.OfFile(ErrorKind.Unreadable, folder, e);
        }
    }
}
