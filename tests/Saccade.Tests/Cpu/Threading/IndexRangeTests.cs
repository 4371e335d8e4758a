using Saccade.Cpu.Threading;

namespace Saccade.Tests.Cpu.Threading;

public sealed class IndexRangeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(35, 1)]
    [InlineData(36, 2)]
    [InlineData(300, 13)]
    [InlineData(312, 13)]
    [InlineData(313, 14)]
    public void Items_are_cut_into_micro_batches(int items, int microBatches)
    {
        IndexRange all = new(5, 5 + items);
        Assert.Equal(microBatches, all.MicroBatches(24));
        IndexRange[] parts = [.. Enumerable.Range(0, microBatches).Select(part => all.Part(part, microBatches))];
        Assert.Equal(Enumerable.Range(5, items), parts.SelectMany(part => Enumerable.Range(part.First, part.Count)));
        Assert.All(parts, part => Assert.InRange(part.Count, 1, microBatches == 1 ? 35 : 24));
    }
}
