namespace Saccade.Tasks;

/// <summary>Image classification (paper §4.1): the environment does not change and the right class is known.</summary>
public sealed class ClassificationTask : ITask
{
    private readonly Func<TrainingData>? _training;
    private readonly Func<IImageSource>? _test;
    private TrainingData? _loaded;

    /// <summary>Creates a task that loads images when needed: a training reads no test images, a test nothing else.</summary>
    /// <param name="size">Channels, height and width of the images.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <param name="training">Loads the training and validation images; null for a task that is only tested.</param>
    /// <param name="test">Loads the test images; null for none.</param>
    public ClassificationTask(
        ImageSize size, IReadOnlyList<string> classNames, Func<TrainingData>? training, Func<IImageSource>? test = null)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        (Size, ClassNames, _training, _test) = (size, classNames, training, test);
    }

    /// <summary>Creates a task of images that are available.</summary>
    /// <param name="train">The training images.</param>
    /// <param name="validation">The validation images.</param>
    /// <param name="classes">The number of classes; their names are their numbers.</param>
    /// <param name="test">The test images; null for none.</param>
    public ClassificationTask(IImageSource train, IImageSource validation, int classes, IImageSource? test = null)
        : this(SizeOf(train), NumberedClasses(classes), () => new(train, validation), test is null ? null : () => test) { }

    /// <inheritdoc/>
    public ImageSize Size { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The reward of an answer; null for the reward that the loss options name.</summary>
    public RewardFunction? Reward { get; init; }

    /// <summary>The names of numbered classes, from 0.</summary>
    public static IReadOnlyList<string> NumberedClasses(int count) =>
        [.. Enumerable.Range(0, count).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    /// <inheritdoc/>
    public IEpisodeSource Training(int batchSize, RandomKey key) => ImageBatches.Shuffled(Load().Train, batchSize, key, Reward);

    /// <inheritdoc/>
    public IEpisodeSource Validation() => ImageBatches.InOrder(Load().Validation);

    /// <inheritdoc/>
    public IEpisodeSource Test(long seed = 0) => ImageBatches.InOrder(TestImages());

    /// <summary>Loads the training and validation images; later calls return the same.</summary>
    /// <exception cref="InvalidOperationException">The task has none.</exception>
    public TrainingData Load() => _loaded ??= _training is null
        ? throw new InvalidOperationException("The task has no training images; it can only be tested.")
        : _training();

    /// <summary>Loads the test images.</summary>
    /// <exception cref="SaccadeException">The task has none.</exception>
    public IImageSource TestImages() => _test is null
        ? throw new SaccadeException(new(ErrorKind.Missing, Key: "test images", Detail: "the task has none"))
        : _test();

    private static ImageSize SizeOf(IImageSource images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Size;
    }
}
