using Saccade.Data;

namespace Saccade.Fast;

/// <summary>The images that one core looks at now, composed in the same place again and again, so that they are in its cache for every glimpse.</summary>
internal sealed class Frames
{
    private byte[] _pixels = [];
    private int _size;

    /// <summary>The pixels [C, H, W] of image <paramref name="index"/> of those taken on.</summary>
    public ReadOnlySpan<byte> this[int index] => _pixels.AsSpan(index * _size, _size);

    /// <summary>Takes on images <paramref name="first"/>, first + 1, … of a batch.</summary>
    public void TakeOn(Batch batch, int first, int count)
    {
        _size = batch.Size.Pixels;
        if (_pixels.Length < count * _size)
        {
            _pixels = new byte[count * _size];
        }
        for (int i = 0; i < count; i++)
        {
            batch.Compose(first + i, _pixels.AsSpan(i * _size, _size));
        }
    }
}
