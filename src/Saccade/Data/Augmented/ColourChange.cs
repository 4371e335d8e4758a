namespace Saccade.Data.Augmented;

/// <summary>One random change of brightness, contrast, saturation and hue, in this order.</summary>
internal readonly struct ColourChange
{
    // The shares of red, green and blue in the brightness of a colour (ITU-R BT.601).
    private const double RedShare = 0.299, GreenShare = 0.587, BlueShare = 0.114;

    private readonly double _brightness, _contrast, _saturation, _hue;

    private ColourChange(AugmentationOptions options, ref RandomStream random)
    {
        _brightness = 1 + random.NextDouble(-options.Brightness, options.Brightness);
        _contrast = 1 + random.NextDouble(-options.Contrast, options.Contrast);
        _saturation = 1 + random.NextDouble(-options.Saturation, options.Saturation);
        _hue = random.NextDouble(-options.Hue, options.Hue) * Math.PI / 180;
    }

    /// <summary>Draws one; the draws of one option do not depend on the others.</summary>
    public static ColourChange Draw(AugmentationOptions options, ref RandomStream random) => new(options, ref random);

    /// <summary>Whether nothing changes.</summary>
    public bool IsNone => _brightness == 1 && _contrast == 1 && _saturation == 1 && _hue == 0;

    /// <summary>Changes an image [C, H, W].</summary>
    public void Apply(Span<byte> image, int channels)
    {
        if (_brightness != 1 || _contrast != 1)
        {
            ChangeLight(image);
        }
        if (_saturation != 1 || _hue != 0)
        {
            ChangeColours(image, image.Length / channels);
        }
    }

    private void ChangeLight(Span<byte> image)
    {
        long sum = 0;
        foreach (byte pixel in image)
        {
            sum += pixel;
        }
        double mean = _brightness * sum / image.Length;
        Span<byte> changed = stackalloc byte[256];
        for (int value = 0; value < changed.Length; value++)
        {
            changed[value] = (byte)Math.Clamp(Math.Round(mean + _contrast * (_brightness * value - mean)), 0, 255);
        }
        foreach (ref byte pixel in image)
        {
            pixel = changed[pixel];
        }
    }

    /// <summary>Scales and turns the two components of a colour beside its brightness in YIQ: a matrix for red, green, blue.</summary>
    private void ChangeColours(Span<byte> image, int plane)
    {
        (double sin, double cos) = Math.SinCos(_hue);
        (sin, cos) = (_saturation * sin, _saturation * cos);
        Span<float> matrix = stackalloc float[9];
        for (int from = 0; from < 3; from++)
        {
            // What one unit of red, green or blue adds to brightness y and to the components i and q, and these turned.
            double y = from == 0 ? RedShare : from == 1 ? GreenShare : BlueShare;
            double i = from == 0 ? 0.596 : from == 1 ? -0.274 : -0.322, q = from == 0 ? 0.211 : from == 1 ? -0.523 : 0.312;
            (i, q) = (cos * i - sin * q, sin * i + cos * q);
            matrix[from] = (float)(y + 0.956 * i + 0.621 * q);
            matrix[3 + from] = (float)(y - 0.272 * i - 0.647 * q);
            matrix[6 + from] = (float)(y - 1.106 * i + 1.703 * q);
        }
        Span<byte> red = image[..plane], green = image.Slice(plane, plane), blue = image.Slice(2 * plane, plane);
        for (int at = 0; at < plane; at++)
        {
            (float r, float g, float b) = (red[at], green[at], blue[at]);
            red[at] = Pixel(matrix[0] * r + matrix[1] * g + matrix[2] * b);
            green[at] = Pixel(matrix[3] * r + matrix[4] * g + matrix[5] * b);
            blue[at] = Pixel(matrix[6] * r + matrix[7] * g + matrix[8] * b);
        }

        static byte Pixel(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
    }
}
