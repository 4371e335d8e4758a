using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;

namespace Saccade.Cpu.Networks;

/// <summary>A linear layer over the pixels of an image that skips black ones: each other pixel adds its weights times its value.</summary>
internal sealed unsafe class SparseLinear(LinearLayer layer, NetworkWeights weights, bool relu) : IImageLayer
{
    private readonly List<Pixel> _pixels = [];
    private int[] _ends = [];
    private Matrix _gradients;

    public void Forward(FrameBuffer images, Matrix features)
    {
        FindPixels(images, features.Rows);
        float* bias = weights.Values.Start + layer.Bias(0);
        Vector512<float> least = Vector512.Create(relu ? 0 : float.NegativeInfinity);
        ReadOnlySpan<Pixel> pixels = CollectionsMarshal.AsSpan(_pixels);
        for (int column = 0; column < layer.PaddedOutputs; column += Vector512<float>.Count)
        {
            float* first = weights.Values.Start + layer.Weight(0, column);
            for (int image = 0; image < features.Rows; image++)
            {
                Vector512<float> sum = Vector512.Load(bias + column);
                foreach (Pixel pixel in pixels[FirstPixel(image).._ends[image]])
                {
                    float* weight = first + (nint)pixel.Index * MatrixKernel.PanelWidth;
                    sum = Vector512.MultiplyAddEstimate(Vector512.Create(pixel.Value), Vector512.Load(weight), sum);
                }
                Vector512.Max(sum, least).Store(features.Start + (nint)image * features.Stride + column);
            }
        }
    }

    public void Backward(Matrix gradients) => _gradients = gradients;

    public void Write(in WeightSlice slice, AlignedBuffer gradient, bool accumulate)
    {
        if (slice.IsBiases)
        {
            NetworkWeights.WeightGradient(slice, default, _gradients, gradient, accumulate);
            return;
        }
        for (int panel = slice.Panel; panel < slice.Panel + slice.Panels; panel++)
        {
            float* to = gradient.Start + layer.Weight(slice.FirstInput, panel * MatrixKernel.PanelWidth);
            if (!accumulate)
            {
                new Span<float>(to, slice.Inputs * MatrixKernel.PanelWidth).Clear();
            }
            for (int column = 0; column < MatrixKernel.PanelWidth; column += Vector512<float>.Count)
            {
                Add(to + column, panel * MatrixKernel.PanelWidth + column, slice.FirstInput, slice.Inputs);
            }
        }
    }

    public void Dispose() { }

    /// <summary>Adds the gradient of the weights from some inputs to the outputs of one vector register.</summary>
    private void Add(float* to, int column, int firstInput, int inputs)
    {
        ReadOnlySpan<Pixel> pixels = CollectionsMarshal.AsSpan(_pixels);
        for (int image = 0; image < _gradients.Rows; image++)
        {
            Vector512<float> dy = Vector512.Load(_gradients.Start + (nint)image * _gradients.Stride + column);
            foreach (Pixel pixel in pixels[FirstPixel(image).._ends[image]])
            {
                int input = pixel.Index - firstInput;
                if ((uint)input < (uint)inputs)
                {
                    float* sum = to + (nint)input * MatrixKernel.PanelWidth;
                    Vector512.MultiplyAddEstimate(Vector512.Create(pixel.Value), dy, Vector512.Load(sum)).Store(sum);
                }
            }
        }
    }

    private int FirstPixel(int image) => image > 0 ? _ends[image - 1] : 0;

    private void FindPixels(FrameBuffer images, int count)
    {
        _pixels.Clear();
        if (_ends.Length < count)
        {
            _ends = new int[count];
        }
        for (int image = 0; image < count; image++)
        {
            ReadOnlySpan<byte> pixels = images[image];
            for (int index = pixels.IndexOfAnyExcept((byte)0); index >= 0 && index < pixels.Length; index++)
            {
                if (pixels[index] > 0)
                {
                    _pixels.Add(new(index, pixels[index] / 255f));
                    continue;
                }
                int next = pixels[index..].IndexOfAnyExcept((byte)0);
                if (next < 0)
                {
                    break;
                }
                index += next - 1;
            }
            _ends[image] = _pixels.Count;
        }
    }

    private readonly record struct Pixel(int Index, float Value);
}
