namespace Saccade.Fast;

/// <summary>A part of a layer's weights: some inputs of a panel of outputs, or all inputs of some panels; or all biases of the layer.</summary>
/// <param name="Layer">Whose weights.</param>
/// <param name="Panel">The first panel of outputs.</param>
/// <param name="Panels">How many panels.</param>
/// <param name="FirstInput">The first input.</param>
/// <param name="Inputs">How many inputs; 0 for biases.</param>
internal readonly record struct WeightRun(LinearLayer Layer, int Panel, int Panels, int FirstInput, int Inputs)
{
    public bool IsBiases => Inputs == 0;

    /// <summary>Where it begins in the vector of all weights.</summary>
    public long Start => IsBiases ? Layer.Bias(0) : Layer.Weight(FirstInput, Panel * MatrixKernel.PanelWidth);

    /// <summary>How much it takes of the vector.</summary>
    public int Length => IsBiases ? Layer.Parts.Count * Layer.PaddedOutputs : Panels * Inputs * MatrixKernel.PanelWidth;
}
