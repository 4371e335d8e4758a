using Saccade.Cpu.Kernels;

namespace Saccade.Cpu.Layers;

/// <summary>
/// One linear layer in the vector of all weights. Its weights lie in panels of W outputs, [outputs / W, inputs, W], as the
/// kernel wants them; the padding of outputs and joined inputs to whole panels is zero and stays zero. Layers whose outputs
/// are added, such as those of g_t and h_{t−1}, are parts of one layer: [g_t, h_{t−1}] goes through one product.
/// </summary>
internal sealed class LinearLayer(LayerPlan plan, int inputs, IReadOnlyList<LinearLayer.Part> parts)
{
    /// <summary>The number of the layer in its network.</summary>
    public required int Index { get; init; }

    /// <summary>Where the weights start in the vector of all weights; the biases of the parts follow them.</summary>
    public required long Start { get; init; }

    /// <summary>Where its transposed weights start in the vector of all that are transposed.</summary>
    public required long TransposedStart { get; init; }

    /// <summary>Where the sums of its parts' biases start in the vector of all such sums.</summary>
    public required long BiasSumStart { get; init; }

    /// <summary>The number of its first tile.</summary>
    public required int FirstTile { get; init; }

    /// <summary>Its name in the plan, that of its first part.</summary>
    public string Name => Parts[0].Name;

    /// <summary>What it computes. Batch normalisation has one input for each output: its weights are the scales.</summary>
    public LayerKind Kind { get; } = plan.Kind;

    /// <summary>Inputs, those of all parts side by side.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>Outputs.</summary>
    public int Outputs { get; } = plan.Outputs;

    /// <summary>Whether the gradient of its inputs is not computed as a product.</summary>
    public bool IsFirst { get; } = plan.IsFirst || plan.Kind == LayerKind.BatchNorm;

    /// <summary>The layers as the plan and checkpoints know them.</summary>
    public IReadOnlyList<Part> Parts { get; } = parts;

    public int PaddedOutputs => MatrixKernel.Padded(Outputs);

    public int PanelCount => PaddedOutputs / MatrixKernel.PanelWidth;

    /// <summary>How many transposed weights it has: none if the gradient of its inputs is not needed.</summary>
    public long TransposedCount => IsFirst ? 0 : (long)MatrixKernel.Padded(Inputs) * Outputs;

    public int WeightCount => checked(Inputs * PaddedOutputs);

    /// <summary>Its length in the vector of all weights.</summary>
    public int Length => WeightCount + Parts.Count * PaddedOutputs;

    /// <summary>All its weights.</summary>
    public WeightSlice Weights => new(this, 0, PanelCount, 0, Inputs);

    /// <summary>All its biases.</summary>
    public WeightSlice Biases => new(this, 0, 1, 0, 0);

    /// <summary>How many tiles it has.</summary>
    public int TileCount => PanelCount * ((Inputs + MatrixKernel.PanelWidth - 1) / MatrixKernel.PanelWidth) + 1;

    /// <summary>Where the biases of a part start in the vector of all weights.</summary>
    public long Bias(int part) => Start + WeightCount + part * PaddedOutputs;

    /// <summary>Where the weight from an input to an output lies in the vector of all weights.</summary>
    public long Weight(int input, int output)
    {
        (int panel, int column) = Math.DivRem(output, MatrixKernel.PanelWidth);
        return Start + (panel * Inputs + input) * MatrixKernel.PanelWidth + column;
    }

    /// <summary>Its part of the vector of all weights, tile by tile in order.</summary>
    public IEnumerable<WeightTile> Tiles()
    {
        int width = MatrixKernel.PanelWidth, index = FirstTile;
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

    /// <summary>A layer as the plan and checkpoints know it.</summary>
    /// <param name="Name">Its name, such as <c>core.input</c>.</param>
    /// <param name="Inputs">The input of the joined layer that each of its inputs is.</param>
    /// <param name="Shape">The shape of its weights in checkpoints.</param>
    public sealed record Part(string Name, IReadOnlyList<int> Inputs, IReadOnlyList<int> Shape);
}
