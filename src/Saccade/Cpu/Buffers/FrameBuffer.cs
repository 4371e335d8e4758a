namespace Saccade.Cpu.Buffers;

/// <summary>The frames that one worker's rollouts see, rendered into the same memory each time so that they stay in the cache.</summary>
internal sealed class FrameBuffer
{
    private byte[] _pixels = [];
    private int _size;

    /// <summary>The pixels [C, H, W] of frame <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> this[int index] => _pixels.AsSpan(index * _size, _size);

    /// <summary>Renders what episodes <paramref name="first"/>, first + 1, … show now.</summary>
    public void Render(IEpisodes episodes, int first, int count)
    {
        _size = episodes.Size.Pixels;
        if (_pixels.Length < count * _size)
        {
            _pixels = new byte[count * _size];
        }
        for (int i = 0; i < count; i++)
        {
            episodes.Render(first + i, _pixels.AsSpan(i * _size, _size));
        }
    }
}
