using Saccade.IO;

namespace Saccade.Imaging.Folders;

/// <summary>Where the bytes of a listed picture are.</summary>
internal interface IPictureContent
{
    /// <summary>Identifies the content without reading it.</summary>
    FileStamp Stamp { get; }

    /// <summary>Reads the content. Thread-safe.</summary>
    /// <exception cref="SaccadeException">It cannot be read; the error has no path.</exception>
    byte[] Read();
}
