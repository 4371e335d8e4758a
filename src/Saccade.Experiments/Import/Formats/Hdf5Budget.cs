namespace Saccade.Experiments.Import.Formats;

/// <summary>The bytes that may be read of a file: parts that are longer together overlap, as no writer leaves them.</summary>
internal sealed class Hdf5Budget(long bytes)
{
    private long _left = bytes;

    /// <exception cref="SaccadeException">More was read than the file has.</exception>
    public void Take(long part)
    {
        _left -= part;
        if (_left < 0)
        {
            throw Content.Damaged("parts of it overlap");
        }
    }
}
