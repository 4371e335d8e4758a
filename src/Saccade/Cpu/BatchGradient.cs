using Saccade.Cpu.Buffers;
using Saccade.Cpu.Layers;
using Saccade.Training;

namespace Saccade.Cpu;

/// <summary>The gradient of a batch. Workers sum chunks of it over the shards, in order, and later update the same weights.</summary>
internal sealed class BatchGradient : IDisposable
{
    private readonly ParallelUpdate _update;
    private readonly double[] _squares;

    public BatchGradient(NetworkLayers layers, ParallelUpdate update)
    {
        _update = update;
        Values = new AlignedBuffer(layers.Length);
        WeightTile[] tiles = [.. layers.Tiles()];
        _squares = new double[tiles.Length];
        Flat = new FlatGradient(
            Values.AsMemory(), [.. tiles.Select(tile => new GradientSegment(tile.Layer.Name, checked((int)tile.Start), tile.Length))]);
    }

    /// <summary>The gradient with respect to all weights.</summary>
    public AlignedBuffer Values { get; }

    /// <summary>The same for clipping and for a sum over processes.</summary>
    public FlatGradient Flat { get; }

    /// <summary>Sums the gradients of the first <paramref name="count"/> shards; 0 for none.</summary>
    public void Sum(Shards shards, int count)
    {
        if (count == 0)
        {
            Flat.Values.Clear();
            return;
        }
        _update.Run(new SumOperation(shards, count, Values, _squares));
        Flat.SetSquares(_squares);
    }

    public void Dispose() => Values.Dispose();

    private readonly struct SumOperation(Shards shards, int count, AlignedBuffer values, double[] squares) : IWeightOperation
    {
        public void Run(WeightChunk chunk)
        {
            for (int shard = 0; shard < count; shard++)
            {
                shards.All[shard].Write(chunk.Slice, values, accumulate: shard > 0);
            }
            foreach (ref readonly WeightTile tile in chunk.Tiles.AsSpan())
            {
                squares[tile.Index] = TensorPrimitives.SumOfSquares<float>(values.Span(tile.Start, tile.Length));
            }
        }
    }
}
