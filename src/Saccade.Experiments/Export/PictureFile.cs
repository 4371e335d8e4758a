using Saccade.Imaging.Decoding;

namespace Saccade.Experiments.Export;

/// <summary>Recognises a file of images by its content.</summary>
internal static class PictureFile
{
    /// <summary>The format of a file; null where it may be an IDX file, or is missing.</summary>
    /// <exception cref="SaccadeException">It is neither a picture that can be read nor an IDX file.</exception>
    public static PictureFormat? FormatOf(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        byte[] start = new byte[PictureFormat.MostBytes];
        int read = InputFile.Read(path, file => file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        PictureFormat? format = PictureFormat.Of(start.AsSpan(0, read));
        if (format is { IsRead: false })
        {
            throw NotAllowed(path, $"it is a {format.Name} file, a format that is not read", $"save it as {PictureFormat.ReadNames}");
        }
        // An error about IDX alone would hide that a picture may be given.
        bool isIdx = read == 0 || start[0] == 0 || start.AsSpan(0, 2).SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        string remedy = $"give an IDX file, or a picture as {PictureFormat.ReadNames}";
        return format is not null || isIdx ? format : throw NotAllowed(path, "it is neither an IDX file nor a picture", remedy);
    }

    private static SaccadeException NotAllowed(string path, string detail, string remedy) =>
        new(new(ErrorKind.NotAllowed, path, detail, remedy));
}
