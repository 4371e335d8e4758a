namespace Saccade.Fast;

/// <summary>
/// One linear layer in the vector of all weights. Its weights lie in panels of W outputs, [outputs / W, inputs, W], as the
/// kernel wants them; what makes outputs and joined inputs up to whole panels is zero and stays zero. Layers whose results
/// are added, such as those of g_t and h_{t-1}, are parts of one layer: [g_t, h_{t-1}] goes through one product.
/// </summary>
internal sealed class LinearLayer(int inputs, int outputs, bool first, IReadOnlyList<LinearLayer.Part> parts)
{
    /// <summary>Where the weights begin in the vector of all weights; the biases of the parts follow them.</summary>
    public required long Start { get; init; }

    /// <summary>Where its transposed weights begin in the vector of all that are transposed.</summary>
    public required long TransposedStart { get; init; }

    /// <summary>Where the sums of its parts' biases begin in the vector of all such sums.</summary>
    public required long BiasSumStart { get; init; }

    /// <summary>How many blocks the layers before it have.</summary>
    public required int FirstBlock { get; init; }

    /// <summary>Inputs, those of all parts side by side.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>Outputs.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>Whether its inputs are what the network is given, which needs no gradient.</summary>
    public bool First { get; } = first;

    /// <summary>The layers as checkpoints know them.</summary>
    public IReadOnlyList<Part> Parts { get; } = parts;

    public int PaddedInputs => MatrixKernel.Padded(Inputs);

    public int PaddedOutputs => MatrixKernel.Padded(Outputs);

    public int PanelCount => PaddedOutputs / MatrixKernel.PanelWidth;

    /// <summary>How many transposed weights it has: none if nobody asks for the gradient of its inputs.</summary>
    public long TransposedCount => First ? 0 : (long)PaddedInputs * Outputs;

    public int WeightCount => checked(Inputs * PaddedOutputs);

    /// <summary>All it takes of the vector of all weights.</summary>
    public int Length => WeightCount + Parts.Count * PaddedOutputs;

    /// <summary>Where the biases of a part begin in the vector of all weights.</summary>
    public long Bias(int part) => Start + WeightCount + part * PaddedOutputs;

    /// <summary>Where the weight from an input to an output lies in the vector of all weights.</summary>
    public long Weight(int input, int output)
    {
        (int panel, int column) = Math.DivRem(output, MatrixKernel.PanelWidth);
        return Start + (panel * Inputs + input) * MatrixKernel.PanelWidth + column;
    }

    /// <summary>All its weights.</summary>
    public WeightRun Weights => new(this, 0, PanelCount, 0, Inputs);

    /// <summary>All its biases.</summary>
    public WeightRun Biases => new(this, 0, 1, 0, 0);

    /// <summary>How many blocks it has.</summary>
    public int BlockCount => PanelCount * ((Inputs + MatrixKernel.PanelWidth - 1) / MatrixKernel.PanelWidth) + 1;

    /// <summary>All that it takes of the vector of all weights, block by block, one behind the other.</summary>
    public IEnumerable<WeightBlock> Blocks()
    {
        int width = MatrixKernel.PanelWidth, index = FirstBlock;
        for (int panel = 0; panel < PanelCount; panel++)
        {
            for (int input = 0; input < Inputs; input += width)
            {
                int count = Math.Min(width, Inputs - input);
                yield return new(this, index++, Weight(input, panel * width), count * width, panel, input, count);
            }
        }
        yield return new(this, index, Bias(0), Parts.Count * PaddedOutputs, 0, 0, 0);
    }

    /// <summary>A layer as checkpoints know it.</summary>
    /// <param name="Name">Its name, such as <c>core.input</c>.</param>
    /// <param name="Rows">Which input of the joined layer each of its inputs is.</param>
    public sealed record Part(string Name, IReadOnlyList<int> Rows)
    {
        /// <summary>The shape of the weights of one output; plain inputs if it has none of its own.</summary>
        public IReadOnlyList<int> Shape { get; init; } = [Rows.Count];
    }
}
