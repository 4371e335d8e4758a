using System.Numerics;
using System.Runtime.InteropServices;
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
        int half = Vector<float>.Count;
        float* bias = weights.Values.Start + layer.Bias(0);
        ReadOnlySpan<Lit> lit = CollectionsMarshal.AsSpan(_lit);
        for (int panel = 0; panel < layer.PanelCount; panel++)
        {
            int column = panel * MatrixKernel.PanelWidth;
            float* from = weights.Values.Start + layer.Weight(0, column);
            for (int image = 0; image < features.Rows; image++)
            {
                (Vector<float> low, Vector<float> high) = (Vector.Load(bias + column), Vector.Load(bias + column + half));
                foreach (Lit pixel in lit[Begin(image).._ends[image]])
                {
                    Vector<float> value = Vector.Create(pixel.Value);
                    float* weight = from + (nint)pixel.Index * MatrixKernel.PanelWidth;
                    low = Vector.FusedMultiplyAdd(value, Vector.Load(weight), low);
                    high = Vector.FusedMultiplyAdd(value, Vector.Load(weight + half), high);
                }
                float* to = features.Start + (nint)image * features.Stride + column;
                Vector.Max(low, Vector<float>.Zero).Store(to);
                Vector.Max(high, Vector<float>.Zero).Store(to + half);
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
        int half = Vector<float>.Count;
        ReadOnlySpan<Lit> lit = CollectionsMarshal.AsSpan(_lit);
        for (int panel = run.Panel; panel < run.Panel + run.Panels; panel++)
        {
            int column = panel * MatrixKernel.PanelWidth;
            float* to = gradient.Start + layer.Weight(run.FirstInput, column);
            if (!accumulate)
            {
                new Span<float>(to, run.Inputs * MatrixKernel.PanelWidth).Clear();
            }
            for (int image = 0; image < _changes.Rows; image++)
            {
                float* change = _changes.Start + (nint)image * _changes.Stride + column;
                (Vector<float> low, Vector<float> high) = (Vector.Load(change), Vector.Load(change + half));
                foreach (Lit pixel in lit[Begin(image).._ends[image]])
                {
                    int input = pixel.Index - run.FirstInput;
                    if ((uint)input >= (uint)run.Inputs)
                    {
                        continue;
                    }
                    Vector<float> value = Vector.Create(pixel.Value);
                    float* sum = to + (nint)input * MatrixKernel.PanelWidth;
                    Vector.FusedMultiplyAdd(value, low, Vector.Load(sum)).Store(sum);
                    Vector.FusedMultiplyAdd(value, high, Vector.Load(sum + half)).Store(sum + half);
                }
            }
        }
    }

    public void Dispose()
    {
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
