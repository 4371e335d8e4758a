using Saccade.Cpu.Kernels;

namespace Saccade.Cpu.Layers;

/// <summary>Weights of a layer: some inputs of a panel of outputs, all inputs of some panels, or (0 inputs) all biases.</summary>
internal readonly record struct WeightSlice(LinearLayer Layer, int Panel, int Panels, int FirstInput, int Inputs)
{
    public bool IsBiases => Inputs == 0;

    /// <summary>Where it starts in the vector of all weights.</summary>
    public long Start => IsBiases ? Layer.Bias(0) : Layer.Weight(FirstInput, Panel * MatrixKernel.PanelWidth);

    /// <summary>Its length in the vector.</summary>
    public int Length => IsBiases ? Layer.Parts.Count * Layer.PaddedOutputs : Panels * Inputs * MatrixKernel.PanelWidth;
}
