using Saccade.IO;

namespace Saccade.Imaging.Folders;

/// <summary>A picture that is a row of a Parquet file.</summary>
internal sealed class ParquetContent(ParquetFile file, int row) : IPictureContent
{
    /// <inheritdoc/>
    public FileStamp Stamp =>
        file.Stamp with { Text = string.Create(CultureInfo.InvariantCulture, $"{file.Stamp.Text}\0{row}") };

    /// <inheritdoc/>
    public byte[] Read() => file.ReadPicture(row);
}
