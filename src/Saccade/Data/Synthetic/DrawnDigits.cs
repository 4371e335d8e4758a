namespace Saccade.Data.Synthetic;

/// <summary>
/// Digits drawn by code as strokes of a pen, 28×28 gray, without a download. They imitate handwriting: several ways to write each digit,
/// with random pen width, slant, stretch and jitter.
/// </summary>
public static class DrawnDigits
{
    /// <summary>Width and height of a drawn digit in pixels, the same as MNIST's.</summary>
    public const int Side = 28;

    /// <summary>Draws digits; digit i depends only on the key and i, so that a longer set begins with the shorter one.</summary>
    /// <param name="count">N, the number of digits.</param>
    /// <param name="key">The key of the set; use different keys for training and test digits.</param>
    /// <returns>Pixels [N, 1, 28, 28], white ink on black, and labels 0 to 9, each equally likely.</returns>
    /// <exception cref="OptionException"><paramref name="count"/> is below 1 or too large for memory.</exception>
    public static ImageSet Create(int count, RandomKey key)
    {
        const int area = Side * Side;
        _ = Require.Between(count, 1, Array.MaxLength / area);
        byte[] pixels = new byte[count * area];
        byte[] labels = new byte[count];
        Parallel.For(0, count, i =>
        {
            RandomStream random = key.Fork(i).Stream();
            labels[i] = (byte)random.NextInt(10);
            DigitHand.Write(labels[i], ref random, pixels.AsSpan(i * area, area));
        });
        return new(pixels, labels, new(1, Side, Side));
    }
}
