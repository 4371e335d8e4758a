using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>
/// Cuts the images of a composer into batches. Any step of any epoch can be loaded at any time, so a run can go on where
/// it stopped. Every image comes once an epoch; the last batch may be shorter. For one thread at a time.
/// </summary>
public sealed class EpochBatches
{
    private readonly FrameComposer _composer;
    private readonly RandomKey? _key;
    private readonly int[] _order;
    private int _orderEpoch = -1;

    private EpochBatches(FrameComposer composer, int batchSize, RandomKey? key)
    {
        ArgumentNullException.ThrowIfNull(composer);
        BatchSize = Require.Between(batchSize, 1, int.MaxValue, nameof(batchSize));
        (_composer, _key) = (composer, key);
        _order = new int[composer.Count];
        SetInOrder();
    }

    /// <summary>Batches to train on: every epoch has frames and an order of its own, which depends on the key and the epoch only.</summary>
    /// <exception cref="OptionException"><paramref name="batchSize"/> is below 1.</exception>
    public static EpochBatches Shuffled(FrameComposer composer, int batchSize, RandomKey key) => new(composer, batchSize, key);

    /// <summary>Batches to evaluate on: the same images in the composer's own order, whatever the epoch.</summary>
    /// <exception cref="OptionException"><paramref name="batchSize"/> is below 1.</exception>
    public static EpochBatches InOrder(FrameComposer composer, int batchSize) => new(composer, batchSize, null);

    /// <summary>How many images a batch has, but for the last of an epoch.</summary>
    public int BatchSize { get; }

    /// <summary>How many batches make an epoch, a shorter last one included.</summary>
    public int StepsPerEpoch => (_order.Length - 1) / BatchSize + 1;

    /// <summary>Makes buffers that hold a batch.</summary>
    public Batch NewBatch() => new(Math.Min(BatchSize, _order.Length), _composer.Size);

    /// <summary>Composes a batch.</summary>
    /// <param name="epoch">From 0 on.</param>
    /// <param name="step">From 0 to <see cref="StepsPerEpoch"/> − 1.</param>
    /// <param name="into">Receives images, labels and their number.</param>
    /// <exception cref="OptionException">There is no such epoch or step, or the buffers are too small or for another size.</exception>
    public void Load(int epoch, int step, Batch into)
    {
        ArgumentNullException.ThrowIfNull(into);
        _ = Require.Between(epoch, 0, int.MaxValue, nameof(epoch));
        int start = Require.Between(step, 0, StepsPerEpoch - 1, nameof(step)) * BatchSize;
        int count = Math.Min(BatchSize, _order.Length - start);
        if (into.Size != _composer.Size || into.Capacity < count)
        {
            throw new OptionException(
                $"The batch holds {into.Capacity} images of {into.Size}; it must hold at least {count} of {_composer.Size}.");
        }

        if (_key is null) epoch = 0;
        else if (epoch != _orderEpoch) Shuffle(_key.Value, epoch);
        into.Expect(_composer, epoch, _order.AsSpan(start, count));
    }

    private void Shuffle(RandomKey key, int epoch)
    {
        SetInOrder();
        RandomStream random = key.Fork(epoch).Stream();
        random.Shuffle(_order.AsSpan());
        _orderEpoch = epoch;
    }

    private void SetInOrder()
    {
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }
    }
}
