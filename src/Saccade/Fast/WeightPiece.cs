namespace Saccade.Fast;

/// <summary>The piece of work on the weights that workers share: blocks of one panel, and the run that they make up.</summary>
/// <param name="Run">All of it.</param>
/// <param name="Blocks">The blocks, one behind the other.</param>
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
