using System.Runtime.CompilerServices;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu;

/// <summary>Operations on all weights. Each worker takes its own chunks, which stay in its cache; idle workers steal work.</summary>
internal sealed class ParallelUpdate
{
    private readonly WorkerPool _pool;
    private readonly WorkStealingQueue _queue;
    private readonly WeightChunk[] _chunks;
    private readonly IndexRange[] _own;

    public ParallelUpdate(NetworkLayers layers, WorkerPool pool)
    {
        _pool = pool;
        _queue = new WorkStealingQueue(pool.Workers);
        WeightChunk[][] chunks =
            [.. Enumerable.Range(0, pool.Workers).Select(worker => WeightChunk.Group(layers.TilesOf(worker, pool.Workers)))];
        _chunks = [.. chunks.SelectMany(ofWorker => ofWorker)];
        _own = new IndexRange[chunks.Length];
        for (int worker = 0; worker < chunks.Length; worker++)
        {
            int first = worker > 0 ? _own[worker - 1].End : 0;
            _own[worker] = new(first, first + chunks[worker].Length);
        }
    }

    /// <summary>Runs an operation on each chunk and waits for the workers.</summary>
    public void Run<TOperation>(in TOperation operation)
        where TOperation : struct, IWeightOperation
    {
        for (int worker = 0; worker < _own.Length; worker++)
        {
            _queue.Assign(worker, _own[worker]);
        }
        _pool.Run(new ChunkOperation<TOperation>(_queue, _chunks, operation), _own.Length);
    }

    private readonly struct ChunkOperation<TOperation>(WorkStealingQueue queue, WeightChunk[] chunks, TOperation operation) : IOperation
        where TOperation : struct, IWeightOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int worker)
        {
            while (queue.Take(worker, out _, out int chunk))
            {
                operation.Run(chunks[chunk]);
            }
        }
    }
}
