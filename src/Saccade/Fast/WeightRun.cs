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

    /// <summary>The runs that blocks make up, which lie one behind the other within each layer.</summary>
    public static WeightRun[] Of(ReadOnlySpan<WeightBlock> blocks)
    {
        List<WeightRun> runs = [];
        foreach (ref readonly WeightBlock block in blocks)
        {
            WeightRun next = new(block.Layer, block.Panel, 1, block.FirstInput, block.Inputs);
            while (runs.Count > 0 && runs[^1].Join(next) is WeightRun joined)
            {
                runs.RemoveAt(runs.Count - 1);
                next = joined;
            }
            runs.Add(next);
        }
        return [.. runs];
    }

    /// <summary>Whether it has all inputs of its panels.</summary>
    private bool IsWhole => Inputs == Layer.Inputs;

    /// <summary>This run and the one behind it as one; null if they are none.</summary>
    private WeightRun? Join(WeightRun next) =>
        IsBiases || next.IsBiases || Layer != next.Layer ? null
        : Panel == next.Panel ? this with { Inputs = Inputs + next.Inputs }
        : IsWhole && next.IsWhole ? this with { Panels = Panels + next.Panels }
        : null;
}
