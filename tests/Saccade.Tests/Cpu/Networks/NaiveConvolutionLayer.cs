using Saccade.Networks;
using Saccade.Random;

namespace Saccade.Tests.Cpu.Networks;

/// <summary>A convolution with a relu and max pooling in plain loops over double, images [C, H, W].</summary>
internal sealed class NaiveConvolutionLayer
{
    private readonly ConvolutionShape _shape;
    private readonly float[] _weights;
    private readonly float[] _biases;
    private readonly Dictionary<int, (double[] Input, double[] Filtered, double[] Output)> _seen = [];

    public NaiveConvolutionLayer(LayerPlan plan, RandomKey key)
    {
        (Name, _shape) = (plan.Name, plan.Convolution!);
        TensorPlan[] tensors = [.. plan.Tensors()];
        (_weights, _biases) = (plan.InitialValues(tensors[0], key), plan.InitialValues(tensors[1], key));
        (WeightGradient, BiasGradient) = (new double[_weights.Length], new double[_biases.Length]);
    }

    public string Name { get; }

    public int Inputs => _shape.Channels * _shape.Height * _shape.Width;

    public int Outputs => _shape.Outputs;

    /// <summary>[F, C, side, side], the sum over all images.</summary>
    public double[] WeightGradient { get; }

    public double[] BiasGradient { get; }

    public double[] Output(int image) => _seen[image].Output;

    public double[] Forward(int image, double[] input)
    {
        double[] filtered = new double[_shape.Filters * _shape.Places];
        Each((filter, place, weight, pixel) => filtered[filter * _shape.Places + place] += _weights[weight] * input[pixel]);
        for (int i = 0; i < filtered.Length; i++)
        {
            filtered[i] = Math.Max(0, filtered[i] + _biases[i / _shape.Places]);
        }
        double[] output = new double[_shape.Outputs];
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = Square(i).Max(at => filtered[at]);
        }
        _seen[image] = (input, filtered, output);
        return output;
    }

    public double[] Backward(int image, double[] outputGradient)
    {
        (double[] input, double[] filtered, double[] output) = _seen[image];
        double[] changes = new double[filtered.Length], inputGradient = new double[input.Length];
        for (int i = 0; i < output.Length; i++)
        {
            int most = Square(i).First(at => filtered[at] == output[i]);
            changes[most] = output[i] > 0 ? outputGradient[i] : 0;
        }
        Each((filter, place, weight, pixel) =>
        {
            double change = changes[filter * _shape.Places + place];
            WeightGradient[weight] += change * input[pixel];
            inputGradient[pixel] += change * _weights[weight];
        });
        for (int i = 0; i < changes.Length; i++)
        {
            BiasGradient[i / _shape.Places] += changes[i];
        }
        return inputGradient;
    }

    public double[] Transpose(double[] image, bool toChannelsLast)
    {
        double[] transposed = new double[image.Length];
        for (int i = 0; i < image.Length; i++)
        {
            int channelsLast = i % _shape.OutputPlaces * _shape.Filters + i / _shape.OutputPlaces;
            (int from, int to) = toChannelsLast ? (i, channelsLast) : (channelsLast, i);
            transposed[to] = image[from];
        }
        return transposed;
    }

    /// <summary>The positions that an output is the maximum of.</summary>
    private IEnumerable<int> Square(int output)
    {
        (int filter, int place) = Math.DivRem(output, _shape.OutputPlaces);
        (int y, int x) = Math.DivRem(place, _shape.OutputColumns);
        for (int down = 0; down < _shape.Pool; down++)
        {
            for (int across = 0; across < _shape.Pool; across++)
            {
                yield return filter * _shape.Places + (y * _shape.Pool + down) * _shape.Columns + x * _shape.Pool + across;
            }
        }
    }

    /// <summary>Every product of a weight and a pixel: filter, place, index of the weight, index of the pixel.</summary>
    private void Each(Action<int, int, int, int> product)
    {
        int side = _shape.FilterSide;
        for (int filter = 0; filter < _shape.Filters; filter++)
        {
            for (int place = 0; place < _shape.Places; place++)
            {
                (int row, int column) = Math.DivRem(place, _shape.Columns);
                for (int at = 0; at < _shape.Channels * side * side; at++)
                {
                    int channel = at / (side * side), y = row * _shape.Stride - _shape.Padding + at / side % side;
                    int x = column * _shape.Stride - _shape.Padding + at % side;
                    if (y >= 0 && y < _shape.Height && x >= 0 && x < _shape.Width)
                    {
                        product(
                            filter, place, filter * _shape.Channels * side * side + at,
                            (channel * _shape.Height + y) * _shape.Width + x);
                    }
                }
            }
        }
    }
}
