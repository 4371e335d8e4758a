using Saccade.Imaging.Decoding;
using Saccade.IO;

namespace Saccade.Imaging.Folders;

/// <summary>A picture that is a file.</summary>
internal sealed class FileContent(string path) : IPictureContent
{
    /// <inheritdoc/>
    public FileStamp Stamp => FileStamp.Read(path);

    /// <inheritdoc/>
    public byte[] Read()
    {
        try
        {
            return InputFile.ReadBytes(path, PictureDecoder.MostBytes);
        }
        catch (SaccadeException e)
        {
            throw e.With(e.Error with { Path = null, Detail = e.Error.Detail ?? "there is no such file" });
        }
    }
}
