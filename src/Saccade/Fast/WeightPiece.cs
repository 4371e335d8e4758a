namespace Saccade.Fast;

/// <summary>A piece of the work on the weights that workers share.</summary>
/// <param name="Run">Some inputs of one panel, or the biases of a layer.</param>
/// <param name="Blocks">The blocks that make it up, one behind the other.</param>
internal sealed record WeightPiece(WeightRun Run, WeightBlock[] Blocks)
{
    /// <summary>The pieces that blocks make up.</summary>
    public static WeightPiece[] Of(IEnumerable<WeightBlock> blocks) =>
    [
        .. blocks.GroupBy(block => (block.Layer, block.Panel, IsBiases: block.Inputs == 0)).Select(ofPanel =>
        {
            WeightBlock[] all = [.. ofPanel];
            return new WeightPiece(new(all[0].Layer, all[0].Panel, 1, all[0].FirstInput, all.Sum(block => block.Inputs)), all);
        }),
    ];
}
