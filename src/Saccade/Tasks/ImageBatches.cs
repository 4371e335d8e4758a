namespace Saccade.Tasks;

/// <summary>
/// The images of a source in batches. Any batch of any epoch can be loaded at any time, so that a run can resume anywhere. An epoch
/// contains every image once; its last batch may be smaller. Not thread-safe.
/// </summary>
public sealed class ImageBatches : IEpisodeSource
{
    // The most pixels of a batch in evaluations, if all images were as large as the largest one: batches of large images are smaller.
    private const int MaxEvaluationBytes = 64 << 20;

    private readonly IImageSource _images;
    private readonly RandomKey? _key;
    private readonly int[] _order;
    private readonly RewardFunction? _reward;
    private ImageBatch? _batch;
    private int _orderEpoch = -1;

    private ImageBatches(IImageSource images, int batchSize, RandomKey? key, RewardFunction? reward)
    {
        ArgumentNullException.ThrowIfNull(images);
        BatchSize = Require.Between(batchSize, 1, int.MaxValue, nameof(batchSize));
        (_images, _key, _reward) = (images, key, reward);
        _order = [.. Enumerable.Range(0, images.Count)];
    }

    /// <summary>Batches for training: images and order differ in every epoch and depend only on the key and the epoch.</summary>
    /// <param name="images">The images.</param>
    /// <param name="batchSize">B, images in a batch.</param>
    /// <param name="key">The key of the orders.</param>
    /// <param name="reward">The reward of an answer; null for the reward that the loss options name.</param>
    /// <exception cref="OptionException"><paramref name="batchSize"/> is below 1.</exception>
    public static ImageBatches Shuffled(IImageSource images, int batchSize, RandomKey key, RewardFunction? reward = null) =>
        new(images, batchSize, key, reward);

    /// <summary>Batches for evaluation: the images in the order of the source; epoch d is draw d of composed frames.</summary>
    /// <param name="images">The images.</param>
    /// <param name="batchSize">Images in a batch; fewer if they are large.</param>
    /// <exception cref="OptionException"><paramref name="batchSize"/> is below 1.</exception>
    public static ImageBatches InOrder(IImageSource images, int batchSize = 500)
    {
        ArgumentNullException.ThrowIfNull(images);
        _ = Require.Between(batchSize, 1, int.MaxValue, nameof(batchSize));
        long largest = Pixels(images, epoch: 0).Append(1).Max();
        return new(images, (int)Math.Clamp(MaxEvaluationBytes / largest, 1, batchSize), null, null);
    }

    /// <summary>Images in a batch, except the last of an epoch.</summary>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int Count => _order.Length;

    /// <inheritdoc/>
    public Labels Labels => _images.Labels;

    /// <inheritdoc/>
    public int StepsPerEpoch => (_order.Length - 1) / BatchSize + 1;

    /// <inheritdoc/>
    IEpisodes IEpisodeSource.Load(int epoch, int step)
    {
        ImageSize size = _images.SizeIn(epoch);
        _batch = _batch?.Size == size ? _batch : NewBatch(size, epoch);
        Load(epoch, step, _batch);
        return _batch;
    }

    /// <summary>Creates buffers that hold a batch.</summary>
    public ImageBatch NewBatch() => NewBatch(_images.Size, epoch: 0);

    /// <summary>Loads a batch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="step">The batch, 0 to <see cref="StepsPerEpoch"/> − 1.</param>
    /// <param name="into">Receives the images and labels.</param>
    /// <exception cref="OptionException">There is no such epoch or step, or the buffers do not fit the images.</exception>
    public void Load(int epoch, int step, ImageBatch into)
    {
        ArgumentNullException.ThrowIfNull(into);
        _ = Require.Between(epoch, 0, int.MaxValue, nameof(epoch));
        int start = Require.Between(step, 0, StepsPerEpoch - 1, nameof(step)) * BatchSize;
        int count = Math.Min(BatchSize, _order.Length - start);
        ImageSize size = _images.SizeIn(epoch);
        if (into.Size != size || into.Capacity < count)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: nameof(into), Value: $"a batch of {into.Capacity} images of {into.Size}",
                Allowed: $"one of {count} or more of {size}"));
        }
        if (_key is RandomKey key && epoch != _orderEpoch)
        {
            for (int i = 0; i < _order.Length; i++)
            {
                _order[i] = i;
            }
            RandomStream random = key.Fork(epoch).Stream();
            random.Shuffle(_order.AsSpan());
            _orderEpoch = epoch;
        }
        into.Hold(_images, epoch, _order.AsSpan(start, count));
    }

    private ImageBatch NewBatch(ImageSize size, int epoch)
    {
        int capacity = Math.Min(BatchSize, _order.Length);
        // Where images differ in size, a batch takes what its images take and not what as many of the largest height and width would.
        bool differ = _order.Any(image => _images.SizeOf(epoch, image) != _images.SizeIn(epoch));
        return differ
            ? new(capacity, size, Pixels(_images, epoch).OrderDescending().Take(capacity).Sum()) { Reward = _reward }
            : new(capacity, size) { Reward = _reward };
    }

    private static IEnumerable<long> Pixels(IImageSource images, int epoch) =>
        Enumerable.Range(0, images.Count).Select(image => images.SizeOf(epoch, image).LongPixels);
}
