using System.Numerics;
using System.Runtime.CompilerServices;
using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Layers;

/// <summary>The weights of a model, and the products of its layers: forward, and the gradients of inputs and weights.</summary>
internal sealed unsafe class NetworkWeights : IDisposable
{
    private readonly AlignedBuffer _transposed;
    private readonly AlignedBuffer _biasSums;
    private readonly RunningStatistics[] _statistics;

    /// <summary>Takes weights as checkpoints store them.</summary>
    /// <exception cref="SaccadeException">They are not those of these layers.</exception>
    public NetworkWeights(NetworkLayers layers, IReadOnlyList<NamedTensor> weights)
    {
        Layers = layers;
        // Weights of another model are refused before memory is allocated.
        _ = Find(weights);
        _statistics = [.. layers.Normalisations.Select(plan => new RunningStatistics(plan))];
        Values = new AlignedBuffer(layers.Length);
        _transposed = new AlignedBuffer(layers.TransposedLength);
        _biasSums = new AlignedBuffer(layers.BiasSumsLength);
        Load(weights);
    }

    public NetworkLayers Layers { get; }

    /// <summary>The vector of all weights.</summary>
    public AlignedBuffer Values { get; }

    /// <summary>The running statistics of a batch normalisation.</summary>
    public RunningStatistics Statistics(LinearLayer layer) => _statistics.Single(statistics => statistics.Name == layer.Name);

    /// <summary>Starts a backward pass: running statistics are updated from those in use.</summary>
    public void ResetStatistics() => Array.ForEach(_statistics, statistics => statistics.Reset());

    /// <summary>Takes over the running statistics of the last backward pass.</summary>
    public void CommitStatistics() => Array.ForEach(_statistics, statistics => statistics.Commit());

    /// <summary>Copies of the weights and of the running statistics.</summary>
    public IReadOnlyList<NamedTensor> Save() => [.. Save(Values), .. _statistics.SelectMany(statistics => statistics.Save())];

    /// <summary>Replaces the weights and the running statistics; all are found before any is replaced.</summary>
    /// <exception cref="SaccadeException">They are not those of these layers.</exception>
    public void Load(IReadOnlyList<NamedTensor> weights)
    {
        IReadOnlyList<(NamedTensor, NamedTensor)> found = Find(weights);
        NamedTensor[][] statistics = [.. _statistics.Select(s => s.Find(weights))];
        Fill(Values, found);
        for (int i = 0; i < statistics.Length; i++)
        {
            _statistics[i].Load(statistics[i]);
        }
        foreach (WeightTile tile in Layers.Tiles())
        {
            Refresh(tile);
        }
    }

    /// <summary>Recomputes what is derived from a tile of the weights after it changed: transposed weights or sums of biases.</summary>
    public void Refresh(in WeightTile tile)
    {
        if (tile.Inputs == 0)
        {
            AddBiases(tile.Layer);
        }
        else if (!tile.Layer.IsFirst)
        {
            Transpose(tile);
        }
    }

    /// <summary>y = x·Wᵀ + b for x [rows, inputs], with or without a relu; all outputs, or the panels that a member takes.</summary>
    public void Forward(LinearLayer layer, Matrix x, Matrix y, bool relu, GroupMember? member = null)
    {
        if (member is null || member.IsAlone)
        {
            Forward(layer, x, y, relu, new IndexRange(0, layer.PanelCount));
            return;
        }
        member.StartPanels(layer.PanelCount);
        while (member.TakePanel(out int panel))
        {
            Forward(layer, x, y, relu, new IndexRange(panel, panel + 1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Forward(LinearLayer layer, Matrix x, Matrix y, bool relu, IndexRange panels)
    {
        nint panelStep = layer.Inputs * MatrixKernel.PanelWidth, skipped = panels.First * MatrixKernel.PanelWidth;
        MatrixKernel.Multiply(
            new() { Start = x.Start, RowStep = x.Stride, DepthStep = 1, Rows = x.Rows, Depth = layer.Inputs },
            new()
            {
                Start = Values.Start + layer.Start + panels.First * panelStep,
                PanelStep = panelStep,
                DepthStep = MatrixKernel.PanelWidth,
                Count = panels.Count,
            },
            new() { Start = y.Start + skipped, PanelStep = MatrixKernel.PanelWidth, RowStep = y.Stride },
            new() { Bias = _biasSums.Start + layer.BiasSumStart + skipped, Relu = relu });
    }

    /// <summary>dx = dy·W for as many inputs, from the first on, as dx has columns; or the panels of them that a member takes.</summary>
    public void InputGradient(
        LinearLayer layer, Matrix dy, Matrix dx, int firstInput = 0, bool accumulate = false, Matrix gate = default,
        GroupMember? member = null)
    {
        int count = MatrixKernel.Padded(dx.Columns) / MatrixKernel.PanelWidth;
        if (member is null || member.IsAlone)
        {
            InputGradient(layer, dy, dx, firstInput, accumulate, gate, new IndexRange(0, count));
            return;
        }
        member.StartPanels(count);
        while (member.TakePanel(out int panel))
        {
            InputGradient(layer, dy, dx, firstInput, accumulate, gate, new IndexRange(panel, panel + 1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void InputGradient(LinearLayer layer, Matrix dy, Matrix dx, int firstInput, bool accumulate, Matrix gate, IndexRange panels)
    {
        int skipped = panels.First * MatrixKernel.PanelWidth;
        MatrixKernel.Multiply(
            new() { Start = dy.Start, RowStep = dy.Stride, DepthStep = 1, Rows = dy.Rows, Depth = layer.Outputs },
            new()
            {
                Start = _transposed.Start + layer.TransposedStart + (long)(firstInput + skipped) * layer.Outputs,
                PanelStep = layer.Outputs * MatrixKernel.PanelWidth,
                DepthStep = MatrixKernel.PanelWidth,
                Count = panels.Count,
            },
            new() { Start = dx.Start + skipped, PanelStep = MatrixKernel.PanelWidth, RowStep = dx.Stride },
            new() { Accumulate = accumulate, Gate = gate.Start is null ? null : gate.Start + skipped, GateRow = gate.Stride });
    }

    /// <summary>dW = dyᵀ·x or db = Σ dy, for a slice of a layer's weights, into a vector like that of all weights.</summary>
    public static void WeightGradient(in WeightSlice slice, Matrix x, Matrix dy, AlignedBuffer gradient, bool accumulate)
    {
        LinearLayer layer = slice.Layer;
        if (slice.IsBiases)
        {
            BiasGradient(layer, dy, gradient, accumulate);
            return;
        }
        int firstOutput = slice.Panel * MatrixKernel.PanelWidth;
        PanelResult result = new()
        {
            Start = gradient.Start + layer.Weight(slice.FirstInput, firstOutput),
            PanelStep = layer.Inputs * MatrixKernel.PanelWidth,
            RowStep = MatrixKernel.PanelWidth,
        };
        if (x.Rows > 0)
        {
            MatrixKernel.Multiply(
                new() { Start = x.Start + slice.FirstInput, RowStep = 1, DepthStep = x.Stride, Rows = slice.Inputs, Depth = x.Rows },
                new() { Start = dy.Start + firstOutput, PanelStep = MatrixKernel.PanelWidth, DepthStep = dy.Stride, Count = slice.Panels },
                result,
                new() { Accumulate = accumulate });
        }
        else if (!accumulate)
        {
            new Span<float>(result.Start, checked(slice.Panels * slice.Inputs * MatrixKernel.PanelWidth)).Clear();
        }
    }

    /// <summary>Copies of a vector like that of the weights, by the names of checkpoints.</summary>
    public List<NamedTensor> Save(AlignedBuffer vector, string prefix = "")
    {
        List<NamedTensor> saved = [];
        foreach ((LinearLayer layer, int index, LinearLayer.Part part) in Parts())
        {
            float[] weights = new float[layer.Outputs * part.Inputs.Count];
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = vector.Start[layer.Weight(part.Inputs[i % part.Inputs.Count], i / part.Inputs.Count)];
            }
            saved.Add(new($"{prefix}{part.Name}.weight", part.Shape, weights));
            saved.Add(new($"{prefix}{part.Name}.bias", [layer.Outputs], vector.Span(layer.Bias(index), layer.Outputs).ToArray()));
        }
        return saved;
    }

    /// <summary>Finds what <see cref="Save(AlignedBuffer, string)"/> gave, all of it before any of it is taken over.</summary>
    /// <exception cref="SaccadeException">A tensor is missing or has another shape.</exception>
    public IReadOnlyList<(NamedTensor Weights, NamedTensor Biases)> Find(IReadOnlyList<NamedTensor> saved, string prefix = "") =>
        [.. Parts().Select(p => (
            NamedTensors.Find(saved, $"{prefix}{p.Part.Name}.weight", p.Part.Shape),
            NamedTensors.Find(saved, $"{prefix}{p.Part.Name}.bias", [p.Layer.Outputs])))];

    /// <summary>Fills a vector like that of the weights with what was found.</summary>
    public void Fill(AlignedBuffer vector, IReadOnlyList<(NamedTensor Weights, NamedTensor Biases)> found)
    {
        foreach (((LinearLayer layer, int index, LinearLayer.Part part), (NamedTensor weights, NamedTensor biases)) in Parts().Zip(found))
        {
            for (int i = 0; i < weights.Values.Length; i++)
            {
                vector.Start[layer.Weight(part.Inputs[i % part.Inputs.Count], i / part.Inputs.Count)] = weights.Values[i];
            }
            biases.Values.CopyTo(vector.Span(layer.Bias(index), layer.Outputs));
        }
    }

    public void Dispose()
    {
        Values.Dispose();
        _transposed.Dispose();
        _biasSums.Dispose();
    }

    private IEnumerable<(LinearLayer Layer, int Index, LinearLayer.Part Part)> Parts() =>
        Layers.All.SelectMany(layer => layer.Parts.Select((part, index) => (layer, index, part)));

    private static void BiasGradient(LinearLayer layer, Matrix dy, AlignedBuffer gradient, bool accumulate)
    {
        for (int column = 0; column < layer.PaddedOutputs; column += Vector<float>.Count)
        {
            Vector<float> sum = Vector<float>.Zero;
            float* at = dy.Start + column;
            for (int row = 0; row < dy.Rows; row++, at += dy.Stride)
            {
                sum += Vector.Load(at);
            }
            if (accumulate)
            {
                sum = Vector.Load(gradient.Start + layer.Bias(0) + column) + sum;
            }
            for (int part = 0; part < layer.Parts.Count; part++)
            {
                sum.Store(gradient.Start + layer.Bias(part) + column);
            }
        }
    }

    private void AddBiases(LinearLayer layer)
    {
        float* sums = _biasSums.Start + layer.BiasSumStart;
        for (int column = 0; column < layer.PaddedOutputs; column += Vector<float>.Count)
        {
            Vector<float> sum = Vector.Load(Values.Start + layer.Bias(0) + column);
            for (int part = 1; part < layer.Parts.Count; part++)
            {
                sum += Vector.Load(Values.Start + layer.Bias(part) + column);
            }
            sum.Store(sums + column);
        }
    }

    /// <summary>Writes its part of the panels of inputs, [inputs / W, outputs, W].</summary>
    private void Transpose(in WeightTile tile)
    {
        LinearLayer layer = tile.Layer;
        int width = MatrixKernel.PanelWidth, firstOutput = tile.Panel * width;
        Kernels.Transpose.Copy(
            Values.Start + tile.Start, width,
            _transposed.Start + layer.TransposedStart + ((long)tile.FirstInput * layer.Outputs + (long)firstOutput * width), width,
            tile.Inputs, Math.Min(width, layer.Outputs - firstOutput));
    }
}
