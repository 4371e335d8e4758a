namespace Saccade.Images;

/// <summary>
/// Recognises dark ink on a light ground, such as a scan of paper. Models expect light ink on black, which is also what a sensor sees
/// beyond the edge of an image.
/// </summary>
public static class LightGround
{
    // The least mean of the outermost pixels, and how much darker what they enclose is, of 255.
    private const double LeastBorder = 192;
    private const double LeastContrast = 5;
    private const int MostImages = 100;

    /// <summary>Whether most of the first images have a light border that encloses something darker.</summary>
    /// <param name="pixels">Pixels [N, C, H, W], 0 black to 255 white.</param>
    /// <param name="size">Channels, height and width of each image.</param>
    public static bool IsIn(ReadOnlySpan<byte> pixels, ImageSize size)
    {
        int count = Math.Min(pixels.Length / size.Pixels, MostImages);
        int light = 0;
        for (int i = 0; i < count; i++)
        {
            light += IsLight(pixels.Slice(i * size.Pixels, size.Pixels), size) ? 1 : 0;
        }
        return 2 * light > count;
    }

    /// <inheritdoc cref="IsIn(ReadOnlySpan{byte}, ImageSize)"/>
    /// <param name="images">The images.</param>
    public static bool IsIn(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return IsIn(images.Pixels.Span, images.Size);
    }

    private static bool IsLight(ReadOnlySpan<byte> image, ImageSize size)
    {
        (double border, double inside) = (0, 0);
        for (int i = 0; i < image.Length; i++)
        {
            int x = i % size.Width, y = i / size.Width % size.Height;
            if (x == 0 || y == 0 || x == size.Width - 1 || y == size.Height - 1)
            {
                border += image[i];
            }
            else
            {
                inside += image[i];
            }
        }
        int insides = size.Channels * Math.Max(0, size.Width - 2) * Math.Max(0, size.Height - 2);
        border /= image.Length - insides;
        return insides > 0 && border >= LeastBorder && border - inside / insides >= LeastContrast;
    }
}
