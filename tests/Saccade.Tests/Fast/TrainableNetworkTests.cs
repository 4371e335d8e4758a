using Saccade.Fast;
using Saccade.Model;
using Saccade.Runtime;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Fast;

public sealed class TrainableNetworkTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(35, 1)]
    [InlineData(36, 2)]
    [InlineData(300, 13)]
    [InlineData(312, 13)]
    [InlineData(313, 14)]
    public void What_is_looked_at_is_cut_into_handfuls(int things, int handfuls)
    {
        foreach (int threads in (int[])[1, 3])
        {
            using TrainableNetwork<Worker> network = new(
                new AttentionLayers(Synthetic.Tiny), new(), FirstWeights.Draw(Synthetic.Tiny, RandomKey.FromSeed(1)), threads, _ => new Worker());
            List<Share> done = [];
            network.Run(things, handful: 24, (_, share) =>
            {
                lock (done)
                {
                    done.Add(share);
                }
            });
            Assert.Equal(handfuls, done.Count);
            Assert.Equal(Enumerable.Range(0, things), done.OrderBy(share => share.First).SelectMany(share => Enumerable.Range(share.First, share.Count)));
            Assert.All(done, share => Assert.InRange(share.Count, 1, handfuls == 1 ? 35 : 24));
        }
    }

    private sealed class Worker : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
