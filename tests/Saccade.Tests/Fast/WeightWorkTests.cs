using Saccade.Fast;
using Saccade.Model;

namespace Saccade.Tests.Fast;

public sealed class WeightWorkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void Pieces_of_the_weights_are_all_blocks_once_whoever_does_them(int workers)
    {
        AttentionLayers layers = new(ModelOptions.PaperMnist28);
        WeightBlock[] all = [.. layers.All.SelectMany(layer => layer.Blocks())];
        using Crew crew = new(workers);
        int[] done = new int[all.Length];
        int broken = 0;
        new WeightWork(layers, crew).Run(piece =>
        {
            long at = piece.Run.Start;
            foreach (WeightBlock block in piece.Blocks)
            {
                Interlocked.Increment(ref done[block.Index]);
                Interlocked.Add(ref broken, block.Start == at && block.Layer == piece.Run.Layer ? 0 : 1);
                at = block.End;
            }
            Interlocked.Add(ref broken, at == piece.Run.Start + piece.Run.Length ? 0 : 1);
        });
        Assert.Equal(0, broken);
        Assert.All(done, times => Assert.Equal(1, times));
    }
}
