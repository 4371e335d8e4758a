using System.Numerics;
using Saccade.Checkpoints;
using Saccade.Runtime;

namespace Saccade.Fast;

/// <summary>The weights of a model, and the products of its layers: forward, back to the inputs, and to the weights.</summary>
internal sealed unsafe class NetworkWeights : IDisposable
{
    private readonly AlignedBuffer _values;
    private readonly AlignedBuffer _transposed;
    private readonly AlignedBuffer _biasSums;

    /// <summary>The weights as checkpoints name them, ready to compute with.</summary>
    /// <exception cref="SaccadeException">They are not those of these layers.</exception>
    public NetworkWeights(NetworkLayers layers, IReadOnlyList<NamedTensor> weights)
    {
        Layers = layers;
        IReadOnlyList<(NamedTensor, NamedTensor)> found = Find(weights);
        _values = new AlignedBuffer(layers.Length);
        _transposed = new AlignedBuffer(layers.TransposedLength);
        _biasSums = new AlignedBuffer(layers.BiasSumsLength);
        Fill(_values, found);
        foreach (WeightBlock block in layers.All.SelectMany(layer => layer.Blocks()))
        {
            Refresh(block);
        }
    }

    public NetworkLayers Layers { get; }

    /// <summary>The vector of all weights.</summary>
    public AlignedBuffer Values => _values;

    /// <summary>Makes what follows from a block of the weights, after it changed.</summary>
    public void Refresh(in WeightBlock block)
    {
        if (block.Inputs == 0)
        {
            AddBiases(block.Layer);
        }
        else if (!block.Layer.First)
        {
            Transpose(block);
        }
    }

    /// <summary>y = x·Wᵀ + b for inputs x [rows, inputs], through a relu if asked for; of all outputs, or the panels that a member takes.</summary>
    public void Forward(LinearLayer layer, Matrix x, Matrix y, bool relu, Member? member = null)
    {
        if (member is null || member.IsAlone)
        {
            Forward(layer, x, y, relu, new Share(0, layer.PanelCount));
            return;
        }
        member.Begin(layer.PanelCount);
        while (member.Take(out int panel))
        {
            Forward(layer, x, y, relu, new Share(panel, panel + 1));
        }
    }

    private void Forward(LinearLayer layer, Matrix x, Matrix y, bool relu, Share panels)
    {
        nint panelStep = layer.Inputs * MatrixKernel.PanelWidth, skipped = panels.First * MatrixKernel.PanelWidth;
        MatrixKernel.Multiply(
            new() { Start = x.Start, RowStep = x.Stride, DepthStep = 1, Rows = x.Rows, Depth = layer.Inputs },
            new() { Start = _values.Start + layer.Start + panels.First * panelStep, PanelStep = panelStep, DepthStep = MatrixKernel.PanelWidth, Count = panels.Count },
            new() { Start = y.Start + skipped, PanelStep = MatrixKernel.PanelWidth, RowStep = y.Stride },
            new() { Bias = _biasSums.Start + layer.BiasSumStart + skipped, Relu = relu });
    }

    /// <summary>dx = dy·W for the inputs from <paramref name="firstInput"/> on, as many as dx has columns, or the panels that a member takes.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="dy">The gradient of its outputs.</param>
    /// <param name="dx">Receives the gradient of its inputs.</param>
    /// <param name="firstInput">The first input, at the beginning of a panel.</param>
    /// <param name="accumulate">Whether it is added to what dx holds.</param>
    /// <param name="gate">The relu that gave these inputs: where it gave zero the gradient becomes zero.</param>
    /// <param name="member">Who takes panels; null for all.</param>
    public void InputGradient(LinearLayer layer, Matrix dy, Matrix dx, int firstInput = 0, bool accumulate = false, Matrix gate = default, Member? member = null)
    {
        int count = MatrixKernel.Padded(dx.Columns) / MatrixKernel.PanelWidth;
        if (member is null || member.IsAlone)
        {
            InputGradient(layer, dy, dx, firstInput, accumulate, gate, new Share(0, count));
            return;
        }
        member.Begin(count);
        while (member.Take(out int panel))
        {
            InputGradient(layer, dy, dx, firstInput, accumulate, gate, new Share(panel, panel + 1));
        }
    }

    private void InputGradient(LinearLayer layer, Matrix dy, Matrix dx, int firstInput, bool accumulate, Matrix gate, Share panels)
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

    /// <summary>dW = dyᵀ·x or db = Σ dy, for a run of a layer's weights, into a vector like that of all weights.</summary>
    public static void WeightGradient(in WeightRun run, Matrix x, Matrix dy, AlignedBuffer gradient, bool accumulate)
    {
        LinearLayer layer = run.Layer;
        if (run.IsBiases)
        {
            BiasGradient(layer, dy, gradient, accumulate);
            return;
        }
        int firstOutput = run.Panel * MatrixKernel.PanelWidth;
        PanelResult result = new()
        {
            Start = gradient.Start + layer.Weight(run.FirstInput, firstOutput),
            PanelStep = layer.Inputs * MatrixKernel.PanelWidth,
            RowStep = MatrixKernel.PanelWidth,
        };
        if (x.Rows > 0)
        {
            MatrixKernel.Multiply(
                new() { Start = x.Start + run.FirstInput, RowStep = 1, DepthStep = x.Stride, Rows = run.Inputs, Depth = x.Rows },
                new() { Start = dy.Start + firstOutput, PanelStep = MatrixKernel.PanelWidth, DepthStep = dy.Stride, Count = run.Panels },
                result,
                new() { Accumulate = accumulate });
        }
        else if (!accumulate)
        {
            new Span<float>(result.Start, checked(run.Panels * run.Inputs * MatrixKernel.PanelWidth)).Clear();
        }
    }

    /// <summary>Copies of a vector like that of the weights, by the names under which checkpoints know its parts.</summary>
    public List<NamedTensor> Save(AlignedBuffer vector, string prefix = "")
    {
        List<NamedTensor> saved = [];
        foreach ((LinearLayer layer, int part, string name) in Parts())
        {
            IReadOnlyList<int> rows = layer.Parts[part].Rows;
            float[] weights = new float[layer.Outputs * rows.Count];
            for (int output = 0; output < layer.Outputs; output++)
            {
                for (int input = 0; input < rows.Count; input++)
                {
                    weights[output * rows.Count + input] = vector.Start[layer.Weight(rows[input], output)];
                }
            }
            saved.Add(new($"{prefix}{name}.weight", [layer.Outputs, .. layer.Parts[part].Shape], weights));
            saved.Add(new($"{prefix}{name}.bias", [layer.Outputs], vector.Span(layer.Bias(part), layer.Outputs).ToArray()));
        }
        return saved;
    }

    /// <summary>Finds what <see cref="Save"/> gave, all of it before any of it is taken over.</summary>
    /// <exception cref="SaccadeException">A tensor is missing or has another shape.</exception>
    public IReadOnlyList<(NamedTensor Weights, NamedTensor Biases)> Find(IReadOnlyList<NamedTensor> saved, string prefix = "") =>
        [.. Parts().Select(p => (
            NamedTensors.Find(saved, $"{prefix}{p.Name}.weight", [p.Layer.Outputs, .. p.Layer.Parts[p.Part].Shape]),
            NamedTensors.Find(saved, $"{prefix}{p.Name}.bias", [p.Layer.Outputs])))];

    /// <summary>Fills a vector like that of the weights with what was found.</summary>
    public void Fill(AlignedBuffer vector, IReadOnlyList<(NamedTensor Weights, NamedTensor Biases)> found)
    {
        foreach (((LinearLayer layer, int part, _), (NamedTensor weights, NamedTensor biases)) in Parts().Zip(found))
        {
            IReadOnlyList<int> rows = layer.Parts[part].Rows;
            for (int output = 0; output < layer.Outputs; output++)
            {
                for (int input = 0; input < rows.Count; input++)
                {
                    vector.Start[layer.Weight(rows[input], output)] = weights.Values[output * rows.Count + input];
                }
            }
            biases.Values.CopyTo(vector.Span(layer.Bias(part), layer.Outputs));
        }
    }

    public void Dispose()
    {
        _values.Dispose();
        _transposed.Dispose();
        _biasSums.Dispose();
    }

    private IEnumerable<(LinearLayer Layer, int Part, string Name)> Parts() =>
        Layers.All.SelectMany(layer => layer.Parts.Select((part, index) => (layer, index, part.Name)));

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
            Vector<float> sum = Vector.Load(_values.Start + layer.Bias(0) + column);
            for (int part = 1; part < layer.Parts.Count; part++)
            {
                sum += Vector.Load(_values.Start + layer.Bias(part) + column);
            }
            sum.Store(sums + column);
        }
    }

    /// <summary>Fills its part of panels of inputs, [inputs / W, outputs, W].</summary>
    private void Transpose(in WeightBlock block)
    {
        LinearLayer layer = block.Layer;
        int width = MatrixKernel.PanelWidth, firstOutput = block.Panel * width;
        Transposition.Copy(
            _values.Start + block.Start, width,
            _transposed.Start + layer.TransposedStart + ((long)block.FirstInput * layer.Outputs + (long)firstOutput * width), width,
            block.Inputs, Math.Min(width, layer.Outputs - firstOutput));
    }
}
