using Saccade.Sensing;

namespace Saccade.Cpu.Buffers;

/// <summary>
/// The frames that one worker's rollouts see, one behind the other, rendered into the same memory each time so that they stay in the cache.
/// Of frames that are rendered in parts, only those that a glimpse reads are rendered, glimpse by glimpse.
/// </summary>
internal sealed class FrameBuffer
{
    private byte[] _pixels = [];
    // What renders parts, and the episode of the first frame; null where frames are whole.
    private IEpisodes? _parts;
    private int _first;
    private (ImageSize Size, int Start)[] _frames = [];

    /// <summary>The pixels [C, H, W] of frame <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> this[int index] => _pixels.AsSpan(_frames[index].Start, _frames[index].Size.Pixels);

    /// <summary>The size of frame <paramref name="index"/>.</summary>
    public ImageSize SizeOf(int index) => _frames[index].Size;

    /// <summary>Takes the glimpse of a frame at (x, y).</summary>
    public void Sense(GlimpseSensor sensor, int index, float x, float y, Span<float> glimpse)
    {
        ImageSize size = SizeOf(index);
        if (_parts is null)
        {
            sensor.Sense(this[index], size, x, y, glimpse);
            return;
        }
        PatchBox box = sensor.Options.Box(sensor.Options.Scales - 1, x, y, size.Width, size.Height);
        Span<byte> part = Pixels(size.Channels * box.Side * box.Side);
        _parts.RenderPart(_first + index, box, part);
        sensor.SensePart(part, size, x, y, glimpse);
    }

    /// <summary>Renders what episodes <paramref name="first"/>, first + 1, … show now.</summary>
    /// <param name="episodes">The episodes.</param>
    /// <param name="first">The first one.</param>
    /// <param name="count">The number of episodes.</param>
    /// <param name="whole">Whether whole frames are read; if not, glimpses alone are.</param>
    public void Render(IEpisodes episodes, int first, int count, bool whole = true)
    {
        (_parts, _first) = (whole || !episodes.RendersParts ? null : episodes, first);
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
        if (_parts is not null)
        {
            return;
        }
        Span<byte> pixels = Pixels(end);
        for (int i = 0; i < count; i++)
        {
            episodes.Render(first + i, pixels.Slice(_frames[i].Start, _frames[i].Size.Pixels));
        }
    }

    private Span<byte> Pixels(int count)
    {
        if (_pixels.Length < count)
        {
            _pixels = new byte[count];
        }
        return _pixels.AsSpan(0, count);
    }
}
