using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Imaging.Decoding;

namespace Saccade.Experiments.Export;

/// <summary>Reads one image from a file of a common picture format.</summary>
internal static class PictureFile
{
    private const int MostSide = 4096;

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

    /// <summary>Reads a picture, turned as its EXIF orientation says; what is transparent lies on black, as digits do.</summary>
    /// <param name="path">The file.</param>
    /// <param name="channels">1 for the luminance, 3 for red, green and blue.</param>
    /// <exception cref="SaccadeException">The file is damaged or too large.</exception>
    public static IdxImages Read(string path, int channels)
    {
        Picture picture = PictureDecoder.Read(
            path, new() { Channels = channels, Ground = PictureGround.Black, MostPixels = MostSide * MostSide });
        return new(picture.Pixels, 1, picture.Size);
    }

    private static SaccadeException NotAllowed(string path, string detail, string remedy) =>
        new(new(ErrorKind.NotAllowed, path, detail, remedy));
}
