using Saccade.Cpu;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;
using Saccade.Networks;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Cpu;

public sealed class ParallelUpdateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void The_chunks_cover_every_tile_of_the_weights_once_on_any_number_of_workers(int workers)
    {
        NetworkLayers layers = new(NetworkPlan.Create(PaperModels.Mnist28));
        using WorkerPool pool = new(workers);
        Count count = new(new int[layers.Tiles().Count()], new int[1]);
        new ParallelUpdate(layers, pool).Run(count);
        Assert.Equal(0, count.Broken[0]);
        Assert.All(count.Done, times => Assert.Equal(1, times));
    }

    private readonly record struct Count(int[] Done, int[] Broken) : IWeightOperation
    {
        public void Run(WeightChunk chunk)
        {
            long at = chunk.Slice.Start;
            foreach (WeightTile tile in chunk.Tiles)
            {
                Interlocked.Increment(ref Done[tile.Index]);
                Interlocked.Add(ref Broken[0], tile.Start == at && tile.Layer == chunk.Slice.Layer ? 0 : 1);
                at = tile.End;
            }
            Interlocked.Add(ref Broken[0], at == chunk.Slice.Start + chunk.Slice.Length ? 0 : 1);
        }
    }
}
