namespace Saccade.Fast;

/// <summary>A part of the vector of all weights that one worker updates: some inputs of a panel of outputs, or all biases of a layer.</summary>
/// <param name="Layer">Whose weights.</param>
/// <param name="Index">Its number among all blocks of the network.</param>
/// <param name="Start">Where it begins in the vector.</param>
/// <param name="Length">How much it takes of the vector.</param>
/// <param name="Panel">The panel of outputs.</param>
/// <param name="FirstInput">The first input, at the beginning of a panel of inputs.</param>
/// <param name="Inputs">How many inputs, a panel of them at the most; 0 for biases.</param>
internal readonly record struct WeightBlock(LinearLayer Layer, int Index, long Start, int Length, int Panel, int FirstInput, int Inputs)
{
    /// <summary>Where the next block begins in the vector.</summary>
    public long End => Start + Length;
}
