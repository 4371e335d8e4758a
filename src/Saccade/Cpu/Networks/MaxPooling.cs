namespace Saccade.Cpu.Networks;

/// <summary>The maximum over squares of positions, channel by channel, of an image [rows, columns, channels].</summary>
internal sealed class MaxPooling(ConvolutionShape shape)
{
    public void Forward(ReadOnlySpan<float> image, Span<float> output)
    {
        for (int place = 0; place < shape.OutputPlaces; place++)
        {
            Span<float> most = output.Slice(place * shape.Filters, shape.Filters);
            image.Slice(Start(place, 0), shape.Filters).CopyTo(most);
            for (int within = 1; within < shape.Pool * shape.Pool; within++)
            {
                TensorPrimitives.Max(most, image.Slice(Start(place, within), shape.Filters), most);
            }
        }
    }

    /// <summary>The gradient of each maximum goes to the first position that has it.</summary>
    public void Backward(ReadOnlySpan<float> image, ReadOnlySpan<float> output, ReadOnlySpan<float> gradient, Span<float> imageGradient)
    {
        imageGradient.Clear();
        for (int place = 0; place < shape.OutputPlaces; place++)
        {
            int at = place * shape.Filters;
            for (int channel = 0; channel < shape.Filters; channel++)
            {
                if (gradient[at + channel] != 0)
                {
                    int within = 0;
                    while (image[Start(place, within) + channel] != output[at + channel])
                    {
                        within++;
                    }
                    imageGradient[Start(place, within) + channel] = gradient[at + channel];
                }
            }
        }
    }

    /// <summary>Where a position within a square starts in the image.</summary>
    private int Start(int place, int within)
    {
        (int y, int x) = Math.DivRem(place, shape.OutputColumns);
        (int down, int across) = Math.DivRem(within, shape.Pool);
        return ((y * shape.Pool + down) * shape.Columns + x * shape.Pool + across) * shape.Filters;
    }
}
