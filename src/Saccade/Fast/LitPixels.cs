using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Saccade.Data;

namespace Saccade.Fast;

/// <summary>A linear layer over all pixels: each lit one adds its weights, multiplied by its value.</summary>
internal sealed unsafe class LitPixels(LinearLayer layer, NetworkWeights weights) : IImageLayer
{
    private readonly List<Lit> _lit = [];
    private int[] _ends = [];
    private Matrix _changes;

    public void Forward(Batch batch, int first, Matrix features)
    {
        Find(batch, first, features.Rows);
        float* bias = weights.Values.Start + layer.Bias(0);
        ReadOnlySpan<Lit> lit = CollectionsMarshal.AsSpan(_lit);
        for (int column = 0; column < layer.PaddedOutputs; column += Vector512<float>.Count)
        {
            float* from = weights.Values.Start + layer.Weight(0, column);
            for (int image = 0; image < features.Rows; image++)
            {
                Vector512<float> sum = Vector512.Load(bias + column);
                foreach (Lit pixel in lit[Begin(image).._ends[image]])
                {
                    float* weight = from + (nint)pixel.Index * MatrixKernel.PanelWidth;
                    sum = Vector512.MultiplyAddEstimate(Vector512.Create(pixel.Value), Vector512.Load(weight), sum);
                }
                Vector512.Max(sum, Vector512<float>.Zero).Store(features.Start + (nint)image * features.Stride + column);
            }
        }
    }

    public void Backward(Matrix changes) => _changes = changes;

    public void Put(in WeightRun run, AlignedBuffer gradient, bool accumulate)
    {
        if (run.IsBiases)
        {
            NetworkWeights.WeightGradient(run, default, _changes, gradient, accumulate);
            return;
        }
        for (int panel = run.Panel; panel < run.Panel + run.Panels; panel++)
        {
            float* to = gradient.Start + layer.Weight(run.FirstInput, panel * MatrixKernel.PanelWidth);
            if (!accumulate)
            {
                new Span<float>(to, run.Inputs * MatrixKernel.PanelWidth).Clear();
            }
            for (int column = 0; column < MatrixKernel.PanelWidth; column += Vector512<float>.Count)
            {
                AddTo(to + column, panel * MatrixKernel.PanelWidth + column, run.FirstInput, run.Inputs);
            }
        }
    }

    public void Dispose()
    {
    }

    /// <summary>Adds the gradient of the weights from some inputs to the outputs of one vector.</summary>
    private void AddTo(float* to, int column, int firstInput, int inputs)
    {
        ReadOnlySpan<Lit> lit = CollectionsMarshal.AsSpan(_lit);
        for (int image = 0; image < _changes.Rows; image++)
        {
            Vector512<float> change = Vector512.Load(_changes.Start + (nint)image * _changes.Stride + column);
            foreach (Lit pixel in lit[Begin(image).._ends[image]])
            {
                int input = pixel.Index - firstInput;
                if ((uint)input < (uint)inputs)
                {
                    float* sum = to + (nint)input * MatrixKernel.PanelWidth;
                    Vector512.MultiplyAddEstimate(Vector512.Create(pixel.Value), change, Vector512.Load(sum)).Store(sum);
                }
            }
        }
    }

    private int Begin(int image) => image > 0 ? _ends[image - 1] : 0;

    private void Find(Batch batch, int first, int count)
    {
        _lit.Clear();
        if (_ends.Length < count)
        {
            _ends = new int[count];
        }
        for (int image = 0; image < count; image++)
        {
            ReadOnlySpan<byte> pixels = batch.Image(first + image);
            for (int index = pixels.IndexOfAnyExcept((byte)0); index >= 0 && index < pixels.Length; index++)
            {
                if (pixels[index] > 0)
                {
                    _lit.Add(new(index, pixels[index] / 255f));
                    continue;
                }
                int next = pixels[index..].IndexOfAnyExcept((byte)0);
                if (next < 0)
                {
                    break;
                }
                index += next - 1;
            }
            _ends[image] = _lit.Count;
        }
    }

    private readonly record struct Lit(int Index, float Value);
}
