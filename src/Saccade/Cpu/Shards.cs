using Saccade.Cpu.Layers;
using Saccade.Cpu.Losses;
using Saccade.Cpu.Threading;
using Saccade.Policy;

namespace Saccade.Cpu;

/// <summary>The shards of a batch, one for each worker that takes part.</summary>
internal sealed class Shards(NetworkLayers layers, int workers, bool direct) : IDisposable
{
    private readonly Shard[] _all = [.. Enumerable.Range(0, workers).Select(_ => new Shard(layers, direct))];
    private readonly WorkStealingQueue _microBatches = new(workers);
    private readonly LossSums _sums = new();
    private int _count;

    /// <summary>The shards in the order of the workers.</summary>
    public ReadOnlySpan<Shard> All => _all.AsSpan(0, _count);

    /// <summary>
    /// Cuts a batch into shards, and these into micro-batches of about <paramref name="microBatch"/> rollouts. One of several processes
    /// has its share of the shards, which are those of as many workers in one process.
    /// </summary>
    public void Cut(int episodes, RolloutNoise noise, int microBatch, int rank = 0, int processes = 1)
    {
        int all = Math.Min(processes * workers, episodes), first = Math.Min(rank * workers, all);
        Start(Math.Min(workers, all - first), worker => IndexRange.Share(episodes, first + worker, all), episodes, noise, microBatch);
    }

    /// <summary>Gives each worker of a group the whole batch as a single micro-batch: they compute it together.</summary>
    public void Join(int episodes, RolloutNoise noise) =>
        Start(workers, _ => new(0, episodes), episodes, noise, int.MaxValue);

    /// <summary>Takes a micro-batch for a worker: its own next one, or one that it steals; false if there is none.</summary>
    public bool Take(int worker, out Shard shard, out int microBatch, out bool stolen)
    {
        bool taken = _microBatches.Take(worker, out int owner, out microBatch);
        (shard, stolen) = (_all[owner], owner != worker);
        return taken;
    }

    /// <summary>The sums over all micro-batches, in order.</summary>
    public LossSums Sum(int glimpses)
    {
        _sums.Start(glimpses);
        foreach (Shard shard in All)
        {
            foreach (LossSums sums in shard.Sums)
            {
                _sums.Add(sums);
            }
        }
        return _sums;
    }

    public void Dispose() => Array.ForEach(_all, shard => shard.Dispose());

    private void Start(int count, Func<int, IndexRange> share, int episodes, RolloutNoise noise, int microBatch)
    {
        _count = count;
        _microBatches.Clear();
        for (int worker = 0; worker < count; worker++)
        {
            Shard shard = _all[worker];
            shard.Start(share(worker), microBatch, noise.Rows / episodes, noise.Glimpses);
            _microBatches.Assign(worker, shard.MicroBatches, shard.Stealable);
        }
    }
}
