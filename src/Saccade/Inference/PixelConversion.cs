namespace Saccade.Inference;

/// <summary>Converts images as people have them to the frames [C, H, W] of a model.</summary>
internal static class PixelConversion
{
    /// <summary>Checks that an image has the pixels that it states, and that a model of these channels can see it.</summary>
    /// <exception cref="OptionException">It has not, or cannot.</exception>
    public static ImageSize FrameSize(ReadOnlySpan<byte> pixels, in PixelImage image, int channels)
    {
        _ = Require.Between(image.Width, 1, int.MaxValue, "width");
        _ = Require.Between(image.Height, 1, int.MaxValue, "height");
        _ = Require.Defined(image.Layout, "layout");
        if (image.Channels != channels && (image.Channels is not (1 or 3 or 4) || channels is not (1 or 3)))
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "channels", Value: image.Channels,
                Allowed: channels is 1 or 3 ? "1 (grey), 3 (RGB) or 4 (RGBA)" : $"{channels}, those of the model"));
        }
        double expected = (double)image.Width * image.Height * image.Channels;
        return pixels.Length == expected && (double)image.Width * image.Height * channels <= Array.MaxLength
            ? new(channels, image.Height, image.Width)
            : throw new OptionException(new(
                ErrorKind.Mismatch, Key: "pixels", Value: pixels.Length, Allowed: $"{expected:F0} bytes",
                Detail: $"the image has width {image.Width}, height {image.Height} and {image.Channels} channels"));
    }

    /// <summary>
    /// Writes a frame. Colours become grey by the luma of BT.601, grey becomes three equal channels, and RGBA lies on black.
    /// </summary>
    public static void Write(ReadOnlySpan<byte> pixels, in PixelImage image, bool invert, ImageSize size, Span<byte> frame)
    {
        int plane = size.Height * size.Width, given = image.Channels;
        (int step, int apart) = image.Layout == PixelLayout.Interleaved ? (given, 1) : (1, plane);
        for (int i = 0; i < plane; i++)
        {
            int at = i * step;
            if (given == size.Channels)
            {
                for (int channel = 0; channel < given; channel++)
                {
                    frame[channel * plane + i] = pixels[at + channel * apart];
                }
                continue;
            }
            int red = pixels[at], green = red, blue = red;
            if (given > 1)
            {
                (green, blue) = (pixels[at + apart], pixels[at + 2 * apart]);
            }
            int alpha = given == 4 ? pixels[at + 3 * apart] : 255;
            if (size.Channels == 1)
            {
                frame[i] = OnBlack((299 * red + 587 * green + 114 * blue + 500) / 1000, alpha);
                continue;
            }
            frame[i] = OnBlack(red, alpha);
            frame[plane + i] = OnBlack(green, alpha);
            frame[2 * plane + i] = OnBlack(blue, alpha);
        }
        if (invert)
        {
            TensorPrimitives.OnesComplement(frame, frame);
        }
    }

    private static byte OnBlack(int value, int alpha) => (byte)((value * alpha + 127) / 255);
}
