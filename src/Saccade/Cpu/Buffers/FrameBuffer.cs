namespace Saccade.Cpu.Buffers;

/// <summary>
/// The frames that one worker's rollouts see, one behind the other, rendered into the same memory each time so that they stay in the cache.
/// </summary>
internal sealed class FrameBuffer
{
    private byte[] _pixels = [];
    private (ImageSize Size, int Start)[] _frames = [];

    /// <summary>The pixels [C, H, W] of frame <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> this[int index] => _pixels.AsSpan(_frames[index].Start, _frames[index].Size.Pixels);

    /// <summary>The size of frame <paramref name="index"/>.</summary>
    public ImageSize SizeOf(int index) => _frames[index].Size;

    /// <summary>Renders what episodes <paramref name="first"/>, first + 1, … show now.</summary>
    public void Render(IEpisodes episodes, int first, int count)
    {
        if (_frames.Length < count)
        {
            _frames = new (ImageSize, int)[count];
        }
        int end = 0;
        for (int i = 0; i < count; i++)
        {
            ImageSize size = episodes.SizeOf(first + i);
            _frames[i] = (size, end);
            end = checked(end + size.Pixels);
        }
        if (_pixels.Length < end)
        {
            _pixels = new byte[end];
        }
        for (int i = 0; i < count; i++)
        {
            episodes.Render(first + i, _pixels.AsSpan(_frames[i].Start, _frames[i].Size.Pixels));
        }
    }
}
