using Saccade.Images;
using Saccade.Random;

namespace Saccade.Tests.Data;

/// <summary>Small sets of images whose pixels show where they come from.</summary>
internal static class Digits
{
    /// <summary>Random pixels, none of them black.</summary>
    public static ImageSet Noise(int count, ImageSize size, long seed = 1)
    {
        RandomStream random = RandomKey.FromSeed(seed).Stream();
        byte[] pixels = new byte[count * size.Pixels];
        foreach (ref byte pixel in pixels.AsSpan())
        {
            pixel = (byte)(1 + random.NextInt(255));
        }
        return new(pixels, Enumerable.Range(0, count).Select(i => (byte)(i % 10)).ToArray(), size);
    }

    /// <summary>Image i is i + 1 everywhere, and has the label i.</summary>
    public static ImageSet Numbered(int count, ImageSize size) => new(
        Enumerable.Range(0, count * size.Pixels).Select(i => (byte)(i / size.Pixels + 1)).ToArray(),
        Enumerable.Range(0, count).Select(i => (byte)i).ToArray(), size);

    /// <summary>Every pixel has the same value, every label is 0.</summary>
    public static ImageSet Filled(int count, ImageSize size, byte value)
    {
        byte[] pixels = new byte[count * size.Pixels];
        pixels.AsSpan().Fill(value);
        return new(pixels, new byte[count], size);
    }

    public static byte[] Pixels(this ImageSet set) => [.. Enumerable.Range(0, set.Count).SelectMany(i => set.Image(i).ToArray())];

    public static byte[] Frame(this IImageSource images, int epoch, int index)
    {
        byte[] frame = new byte[images.SizeIn(epoch).Pixels];
        images.Read(epoch, index, frame);
        return frame;
    }
}
