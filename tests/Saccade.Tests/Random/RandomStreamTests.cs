using Saccade.Random;

namespace Saccade.Tests.Random;

public sealed class RandomStreamTests
{
    [Fact]
    public void Same_seed_and_path_give_the_same_numbers()
    {
        RandomStream one = RandomKey.FromSeed(7).Fork("noise").Fork(3).Stream();
        RandomStream two = RandomKey.FromSeed(7).Fork("noise").Fork(3).Stream();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(one.NextBits(), two.NextBits());
        }
    }

    [Fact]
    public void Another_seed_name_number_or_order_gives_other_numbers()
    {
        RandomKey root = RandomKey.FromSeed(7);
        ulong[] values =
        [
            root.Value, RandomKey.FromSeed(8).Value, RandomKey.FromSeed(-7).Value, root.Fork(0).Value, root.Fork(1).Value,
            root.Fork("a").Value, root.Fork("b").Value, root.Fork(0).Fork(1).Value, root.Fork(1).Fork(0).Value,
        ];
        Assert.Equal(values.Length, values.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(33)]
    public void Integers_are_uniform_and_reach_both_ends(int bound)
    {
        const int draws = 60_000;
        int[] counts = new int[bound];
        RandomStream stream = RandomKey.FromSeed(1).Stream();
        for (int i = 0; i < draws; i++)
        {
            counts[stream.NextInt(bound)]++;
        }
        double expected = (double)draws / bound;
        double chiSquared = counts.Sum(c => (c - expected) * (c - expected) / expected);
        Assert.InRange(chiSquared, 0, bound + 5 * Math.Sqrt(2.0 * bound));
    }

    [Fact]
    public void Gaussians_have_mean_zero_and_variance_one()
    {
        RandomStream stream = RandomKey.FromSeed(2).Stream();
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(_ => stream.NextGaussian())];
        Assert.Equal(0, draws.Average(), 0.02);
        Assert.Equal(1, draws.Average(x => x * x), 0.02);
        Assert.Equal(3, draws.Average(x => x * x * x * x), 0.15);
    }

    [Fact]
    public void Shuffle_keeps_every_item_and_makes_each_order_equally_likely()
    {
        RandomStream stream = RandomKey.FromSeed(3).Stream();
        Dictionary<string, int> orders = [];
        for (int i = 0; i < 6000; i++)
        {
            char[] items = ['a', 'b', 'c'];
            stream.Shuffle(items.AsSpan());
            string order = new(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(6, orders.Count);
        Assert.All(orders.Values, count => Assert.InRange(count, 850, 1150));
    }
}
