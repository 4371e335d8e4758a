using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The saliency map of <see cref="LocationForm.Saliency"/>: a logit for each place of the maps of the context network. μ_t is the expected
/// place of the softmax over those that no earlier glimpse covered, or over all if none is left.
/// </summary>
internal sealed unsafe class SaliencyMap : IGradient
{
    private readonly float _patchSide;
    private readonly NetworkWeights _weights;
    private readonly LinearLayer _layer;
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly ActivationBuffer _logits;
    // 0 at a place that a glimpse covered, else 1; behind the places half the extent of the largest patch, in units of l.
    private readonly ActivationBuffer _free;
    private readonly ActivationBuffer _probabilities;
    private readonly ActivationBuffer _gradients;
    private Matrix _maps;

    public SaliencyMap(ModelOptions model, NetworkContext context)
    {
        (_weights, _layer) = (context.Weights, context.Layer("location.saliency"));
        _patchSide = model.Sensor.PatchExtent(model.Sensor.Scales - 1);
        ConvolutionShape shape = context.Weights.Layers.Convolutions("context.conv").Last().Convolution!;
        (int rows, int columns) = (shape.OutputRows, shape.OutputColumns);
        _x = [.. Enumerable.Range(0, rows * columns).Select(place => ConvolutionShape.Centre(place % columns, columns))];
        _y = [.. Enumerable.Range(0, rows * columns).Select(place => ConvolutionShape.Centre(place / columns, rows))];
        _logits = context.Activations.AddOnce(Places);
        _free = context.Activations.AddOnce(Places + 2);
        _probabilities = context.Activations.Add(Places);
        _gradients = context.Gradients.AddOnce(Places);
        context.WeightGradients.Record(_layer, this);
    }

    private int Places => _x.Length;

    /// <summary>The logits of the member's rows from the maps [places, filters]; all places are free.</summary>
    public void Forward(Matrix maps, GroupMember member)
    {
        _maps = maps;
        for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
        {
            Matrix products = Products();
            _weights.Forward(_layer, Map(maps, i), products, relu: false);
            Span<float> logits = _logits[0].Row(i);
            for (int place = 0; place < Places; place++)
            {
                logits[place] = products.Row(place)[0];
            }
            _free[0].Row(i)[..Places].Fill(1);
        }
    }

    /// <summary>Sets the size of the frame of a rollout.</summary>
    public void SetSize(int i, ImageSize size)
    {
        Span<float> extents = _free[0].Row(i).Slice(Places, 2);
        (extents[0], extents[1]) = (_patchSide / size.Width, _patchSide / size.Height);
    }

    /// <summary>Leaves out the places that a glimpse covers.</summary>
    public void Cover(int i, float x, float y)
    {
        Span<float> free = _free[0].Row(i);
        (float width, float height) = (free[Places], free[Places + 1]);
        for (int place = 0; place < Places; place++)
        {
            if (MathF.Abs(_x[place] - x) < width && MathF.Abs(_y[place] - y) < height)
            {
                free[place] = 0;
            }
        }
    }

    /// <summary>μ_t of the member's rows.</summary>
    public void ComputeMeans(int t, Matrix means, GroupMember member)
    {
        for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
        {
            Span<float> probabilities = _probabilities[t].Row(i)[..Places];
            ComputeProbabilities(_logits[0].Row(i)[..Places], _free[0].Row(i)[..Places], probabilities);
            Span<float> mean = means.Row(i);
            (mean[0], mean[1]) = (TensorPrimitives.Dot(probabilities, _x), TensorPrimitives.Dot(probabilities, _y));
        }
    }

    /// <summary>From ∂J/∂μ to the gradients of the logits of the member's rows.</summary>
    public void Backward(ActivationBuffer meanGradients, IndexRange decided, GroupMember member)
    {
        member.OwnRows(_gradients[0]).Clear();
        for (int t = decided.First; t < decided.End; t++)
        {
            for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
            {
                AddGradient(meanGradients[t].Row(i), _probabilities[t].Row(i)[..Places], _gradients[0].Row(i));
            }
        }
    }

    /// <summary>Adds the gradients of the maps, those of these rows, and leaves out what the relu of the maps stops.</summary>
    public void AddMapGradients(Matrix mapGradients, IndexRange own)
    {
        for (int i = own.First; i < own.End; i++)
        {
            Matrix changes = new(_gradients[0].TakeRows(i, 1).Start, Places, 1, 1), map = Map(mapGradients, i);
            // Products write whole panels: beside the map they would reach the next row, which may be another worker's.
            Matrix products = ScratchMemory.OfThread.Products.Reserve(Places, _layer.Inputs, MatrixKernel.Padded(_layer.Inputs));
            _weights.InputGradient(_layer, changes, products);
            for (int place = 0; place < Places; place++)
            {
                TensorPrimitives.Add(map.Row(place), products.Row(place), map.Row(place));
            }
            map.Gate(Map(_maps, i));
        }
    }

    public void Write(in WeightSlice slice, AlignedBuffer gradient, bool accumulate)
    {
        for (int i = 0; i < _maps.Rows; i++)
        {
            Matrix products = Products();
            ReadOnlySpan<float> changes = _gradients[0].Row(i);
            for (int place = 0; place < Places; place++)
            {
                products.Row(place).Clear();
                products.Row(place)[0] = changes[place];
            }
            NetworkWeights.WeightGradient(slice, Map(_maps, i), products, gradient, accumulate || i > 0);
        }
    }

    /// <summary>Moves what a rollout has to another row.</summary>
    public void Move(int from, int to)
    {
        _logits[0].CopyRow(from, to);
        _free[0].CopyRow(from, to);
    }

    /// <summary>The softmax over the free places, or over all if none is free.</summary>
    private static void ComputeProbabilities(ReadOnlySpan<float> logits, ReadOnlySpan<float> free, Span<float> probabilities)
    {
        bool all = TensorPrimitives.Sum(free) == 0;
        for (int place = 0; place < logits.Length; place++)
        {
            probabilities[place] = all || free[place] > 0 ? logits[place] : float.NegativeInfinity;
        }
        Softmax.Compute(probabilities, probabilities);
    }

    private void AddGradient(ReadOnlySpan<float> meanGradient, ReadOnlySpan<float> probabilities, Span<float> gradients)
    {
        (float x, float y) = (meanGradient[0], meanGradient[1]);
        float mean = x * TensorPrimitives.Dot(probabilities, _x) + y * TensorPrimitives.Dot(probabilities, _y);
        for (int place = 0; place < Places; place++)
        {
            gradients[place] += probabilities[place] * (x * _x[place] + y * _y[place] - mean);
        }
    }

    private Matrix Products() => ScratchMemory.OfThread.Products.Reserve(Places, _layer.PaddedOutputs, _layer.PaddedOutputs);

    /// <summary>The maps of a row, [places, filters].</summary>
    private Matrix Map(Matrix maps, int row) => new(maps.TakeRows(row, 1).Start, Places, _layer.Inputs, _layer.Inputs);
}
