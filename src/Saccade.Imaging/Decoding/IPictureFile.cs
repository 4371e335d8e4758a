namespace Saccade.Imaging.Decoding;

/// <summary>An open picture, of which only the header was read.</summary>
internal interface IPictureFile : IDisposable
{
    /// <summary>Columns as stored.</summary>
    int Width { get; }

    /// <summary>Rows as stored.</summary>
    int Height { get; }

    /// <summary>Unpacks the pixels, for JPEG no more than are needed for the shorter side.</summary>
    /// <param name="shortSide">The pixels of the shorter side that are needed; 0 for all.</param>
    /// <exception cref="SaccadeException">The file is damaged.</exception>
    Raster Unpack(int shortSide);
}
