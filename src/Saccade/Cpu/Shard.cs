using System.Runtime.InteropServices;
using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Losses;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu;

/// <summary>
/// A worker's shard of a batch, micro-batch by micro-batch, and its gradient. Idle workers may steal the last micro-batches. The gradient
/// of a micro-batch does not depend on who computes it, and they are added in order: that of the shard is always the same to the bit.
/// </summary>
/// <param name="layers">The network.</param>
/// <param name="direct">
/// Whether the gradient of a single micro-batch is multiplied out directly into that of the batch. Gradients of several have to be added;
/// and among several shards, fetching a part of a gradient from another core's cache is faster than fetching all its factors.
/// </param>
internal sealed class Shard(NetworkLayers layers, bool direct) : IGradient, IDisposable
{
    // Enough for one core to do twice as much as another of a batch of 512. The gradient of each takes as much memory as all weights.
    private const int MostStolen = 4;

    private readonly List<LossSums> _sums = [];
    // The gradient of the micro-batches of the worker itself, and those of the last, the last but one, … that others stole.
    private readonly AlignedBuffer?[] _stolen = new AlignedBuffer?[MostStolen];
    private AlignedBuffer? _own;
    private IGradient? _factors;
    private IndexRange _episodes;
    private int _microBatches;
    private int _done;

    /// <summary>The figures of all micro-batches, in order.</summary>
    public ReadOnlySpan<LossSums> Sums => CollectionsMarshal.AsSpan(_sums)[.._microBatches];

    /// <summary>Its micro-batches.</summary>
    public IndexRange MicroBatches => new(0, _microBatches);

    /// <summary>How many micro-batches others may steal: none if their products are so deep that they are added block by block.</summary>
    public int Stealable { get; private set; }

    /// <summary>Starts a step: M rollouts of T glimpses of each episode of the shard, in micro-batches of so many rollouts.</summary>
    public void Start(IndexRange episodes, int microBatch, int rolloutsOfEach, int glimpses)
    {
        int count = episodes.MicroBatches(microBatch, rolloutsOfEach);
        (_episodes, _microBatches, _done, _factors) = (episodes, count, 0, null);
        Stealable = EpisodesOf(count - 1).Count * rolloutsOfEach * glimpses <= MatrixKernel.DepthBlockAcross ? MostStolen : 0;
        while (_sums.Count < count)
        {
            _sums.Add(new LossSums());
        }
        foreach (LossSums sums in Sums)
        {
            sums.Start(glimpses);
        }
    }

    /// <summary>The episodes of a micro-batch.</summary>
    public IndexRange EpisodesOf(int microBatch) => _episodes.Part(microBatch, _microBatches);

    /// <summary>The figures of a micro-batch.</summary>
    public LossSums SumsOf(int microBatch) => _sums[microBatch];

    /// <summary>Adds the gradient of a micro-batch to those before it, or keeps that of a stolen one until then.</summary>
    public void Add(int microBatch, IGradient gradient, bool stolen = false)
    {
        if (stolen)
        {
            WriteAll(gradient, _stolen[_microBatches - 1 - microBatch] ??= new AlignedBuffer(layers.Length), accumulate: false);
            return;
        }
        _done = microBatch + 1;
        if (direct && _microBatches == 1)
        {
            _factors = gradient;
            return;
        }
        WriteAll(gradient, _own ??= new AlignedBuffer(layers.Length), accumulate: microBatch > 0);
    }

    public void Write(in WeightSlice slice, AlignedBuffer gradient, bool accumulate)
    {
        if (_factors is not null)
        {
            _factors.Write(slice, gradient, accumulate);
            return;
        }
        Span<float> own = _own!.Span(slice.Start, slice.Length), sum = gradient.Span(slice.Start, slice.Length);
        for (int microBatch = _done; microBatch < _microBatches; microBatch++)
        {
            TensorPrimitives.Add(own, _stolen[_microBatches - 1 - microBatch]!.Span(slice.Start, slice.Length), own);
        }
        if (accumulate)
        {
            TensorPrimitives.Add(sum, own, sum);
        }
        else
        {
            own.CopyTo(sum);
        }
    }

    public void Dispose()
    {
        _own?.Dispose();
        Array.ForEach(_stolen, gradient => gradient?.Dispose());
    }

    private void WriteAll(IGradient gradient, AlignedBuffer target, bool accumulate)
    {
        foreach (LinearLayer layer in layers.All)
        {
            gradient.Write(layer.Weights, target, accumulate);
            gradient.Write(layer.Biases, target, accumulate);
        }
    }
}
