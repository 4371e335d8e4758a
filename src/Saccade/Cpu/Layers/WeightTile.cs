namespace Saccade.Cpu.Layers;

/// <summary>A part of the vector of all weights: up to a panel of inputs of a panel of outputs, or (0 inputs) all biases.</summary>
internal readonly record struct WeightTile(LinearLayer Layer, int Index, long Start, int Length, int Panel, int FirstInput, int Inputs)
{
    /// <summary>Where the next tile starts in the vector.</summary>
    public long End => Start + Length;
}
