using System.Buffers.Binary;
using System.Text;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Model;
using Saccade.Runtime;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class EpisodeFigureTests
{
    private static readonly FigureOptions s_small = new() { Scale = 1 };

    [Fact]
    public void The_animation_is_a_png_with_a_frame_for_each_step_and_one_for_the_end()
    {
        byte[] file = EpisodeFigure.Animate(Trace(), s_small);
        using SKBitmap first = SKBitmap.Decode(file);
        Assert.NotNull(first);
        List<(string Kind, byte[] Content)> chunks = Chunks(file);
        Assert.Equal(["IHDR", "acTL", "fcTL", "IDAT"], chunks.Select(c => c.Kind).Take(4));
        Assert.Equal("IEND", chunks[^1].Kind);
        Assert.Equal(4u, BinaryPrimitives.ReadUInt32BigEndian(chunks[1].Content));
        Assert.Equal(4, chunks.Count(c => c.Kind == "fcTL"));
        // Frames and their data are numbered in one row, without gaps.
        uint[] numbers = [.. chunks.Where(c => c.Kind is "fcTL" or "fdAT").Select(c => BinaryPrimitives.ReadUInt32BigEndian(c.Content))];
        Assert.Equal(Enumerable.Range(0, numbers.Length).Select(i => (uint)i), numbers);
        (string _, byte[] end) = chunks.Last(c => c.Kind == "fcTL");
        Assert.Equal((first.Width, first.Height), (BinaryPrimitives.ReadInt32BigEndian(end.AsSpan(4)), BinaryPrimitives.ReadInt32BigEndian(end.AsSpan(8))));
        Assert.Equal((1500, 1000), (BinaryPrimitives.ReadUInt16BigEndian(end.AsSpan(20)), BinaryPrimitives.ReadUInt16BigEndian(end.AsSpan(22))));
        Assert.Equal(file, EpisodeFigure.Animate(Trace(), s_small));
    }

    [Fact]
    public void The_strip_shows_every_screen()
    {
        using SKBitmap strip = SKBitmap.Decode(EpisodeFigure.Strip(Trace(), s_small));
        // The ball of step i is at row i, column i of a tile with 96 / 4 = 24 pixels for each; tiles are 12 apart.
        for (int step = 0; step < 4; step++)
        {
            int left = 20 + step * (96 + 12), top = 20 + 40;
            Assert.Equal(SKColors.White, strip.GetPixel(left + step * 24 + 18, top + step * 24 + 18));
            Assert.Equal(SKColors.Black, strip.GetPixel(left + 3 * 24 + 18, top + (step == 0 ? 1 : 0) * 24 + 18));
        }
    }

    [Fact]
    public void Traces_that_do_not_fit_together_are_refused()
    {
        Assert.Contains("no steps", Assert.Throws<SaccadeException>(() => EpisodeFigure.Animate(Trace() with { Steps = [] })).Message);
        Assert.Contains("last screen holds 3", Assert.Throws<SaccadeException>(() => EpisodeFigure.Strip(Trace() with { LastScreen = new byte[3] })).Message);
        EpisodeTrace wrong = Trace() with { Steps = [Trace().Steps[0] with { Probabilities = [1] }] };
        Assert.Contains("it must have 3 moves", Assert.Throws<SaccadeException>(() => EpisodeFigure.Strip(wrong)).Message);
    }

    /// <summary>Three steps on a 4×4 screen, the ball on its diagonal; the sensor looks elsewhere.</summary>
    private static EpisodeTrace Trace() => new()
    {
        Steps = [.. Enumerable.Range(0, 3).Select(step => new GlimpseTrace
        {
            Size = new(1, 4, 4),
            Sensor = new SensorOptions { PatchSide = 1 },
            Pixels = Screen(step),
            Label = step,
            Locations = [-0.75f, 0.75f],
            Retinas = [0],
            Probabilities = [0.5f, 0.25f, 0.25f],
            Baselines = [0.5f],
        })],
        LastScreen = Screen(3),
        Caught = true,
    };

    private static byte[] Screen(int step)
    {
        byte[] screen = new byte[16];
        screen[5 * step] = 255;
        return screen;
    }

    /// <summary>The chunks of a PNG file, each with the checksum that its content must have.</summary>
    private static List<(string Kind, byte[] Content)> Chunks(byte[] png)
    {
        List<(string, byte[])> chunks = [];
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            ReadOnlySpan<byte> named = png.AsSpan(at + 4, length + 4);
            Assert.Equal(Crc(named), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(named[..4]), named[4..].ToArray()));
            at += length + 12;
        }
        return chunks;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }
        return ~crc;
    }
}
