namespace Saccade.Cpu.Layers;

/// <summary>A unit of the work on all weights, which workers share: a slice within one panel, or biases, and its tiles in order.</summary>
internal sealed record WeightChunk(WeightSlice Slice, WeightTile[] Tiles)
{
    /// <summary>The chunks that tiles make up.</summary>
    public static WeightChunk[] Group(IEnumerable<WeightTile> tiles) =>
    [
        .. tiles.GroupBy(tile => (tile.Layer, tile.Panel, IsBiases: tile.Inputs == 0)).Select(ofPanel =>
        {
            WeightTile[] all = [.. ofPanel];
            return new WeightChunk(new(all[0].Layer, all[0].Panel, 1, all[0].FirstInput, all.Sum(tile => tile.Inputs)), all);
        }),
    ];
}
