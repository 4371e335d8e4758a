namespace Saccade.Imaging.Folders;

/// <summary>Recognises files of pictures by their endings.</summary>
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
}
