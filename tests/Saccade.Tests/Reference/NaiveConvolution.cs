namespace Saccade.Tests.Reference;

/// <summary>A convolution without padding, spelled out.</summary>
internal static class NaiveConvolution
{
    /// <summary>relu of the filters [F, C, S, S] with their biases [F] over an image [C, H, W]: [F, rows, columns].</summary>
    public static double[] Rectified(
        double[] image, int channels, int height, int width, float[] filters, float[] biases, int side, int stride)
    {
        List<double> features = [];
        for (int filter = 0; filter < biases.Length; filter++)
        {
            for (int top = 0; top + side <= height; top += stride)
            {
                for (int left = 0; left + side <= width; left += stride)
                {
                    double sum = biases[filter];
                    for (int c = 0; c < channels; c++)
                    {
                        for (int y = 0; y < side; y++)
                        {
                            for (int x = 0; x < side; x++)
                            {
                                sum += filters[((filter * channels + c) * side + y) * side + x]
                                    * image[(c * height + top + y) * width + left + x];
                            }
                        }
                    }
                    features.Add(Math.Max(0, sum));
                }
            }
        }
        return [.. features];
    }

    /// <summary>A fully connected layer with weights [outputs, inputs] and biases [outputs].</summary>
    public static double[] Linear(double[] inputs, float[] weights, float[] biases) =>
        [.. biases.Select((bias, o) => bias + inputs.Select((value, i) => value * weights[o * inputs.Length + i]).Sum())];
}
