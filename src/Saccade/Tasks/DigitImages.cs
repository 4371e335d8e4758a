using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Data.Sources;
using Saccade.Data.Synthetic;

namespace Saccade.Tasks;

/// <summary>Loads the images of a digit task. A training reads no test digits, a test nothing else.</summary>
public static class DigitImages
{
    private const int MnistTrainingDigits = 60_000;
    private static readonly ImageSize DigitSize = new(1, DrawnDigits.Side, DrawnDigits.Side);
    private static readonly RandomKey Fixed = RandomKey.FromSeed(0).Fork("task data");

    /// <summary>Creates a task of digit classification that loads images when they are first needed.</summary>
    /// <param name="options">Digits, frame and split.</param>
    /// <param name="dataFolder">The folder of the MNIST files, see <see cref="MnistSource"/>; ignored for other digits.</param>
    /// <param name="key">The key of the training frames; the validation frames are the same for every key.</param>
    /// <param name="classes">The number of classes of a digit.</param>
    public static ClassificationTask Task(TaskOptions options, string? dataFolder, RandomKey key, int classes = 10)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(
            new(1, options.FrameHeight, options.FrameWidth), ClassNames(options, classes),
            () => ForTraining(options, dataFolder, key), () => ForTest(options, dataFolder));
    }

    /// <summary>The names of the classes of a task.</summary>
    /// <param name="options">The task.</param>
    /// <param name="classes">The number of classes of a digit.</param>
    public static IReadOnlyList<string> ClassNames(TaskOptions options, int classes = DigitClasses.Count)
    {
        ArgumentNullException.ThrowIfNull(options);
        return DigitClasses.Names(options.Label) ?? ClassificationTask.NumberedClasses(classes);
    }

    /// <summary>Loads the training digits and splits off the last <see cref="TaskOptions.ValidationDigits"/> for validation.</summary>
    /// <param name="options">The task.</param>
    /// <param name="dataFolder">The folder of the MNIST files, see <see cref="MnistSource"/>; ignored for other digits.</param>
    /// <param name="key">The key of the training frames; the validation frames are the same for every key.</param>
    /// <param name="download">Receives the progress of a download.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="OptionException">Digits or patches do not fit the frame, there is no training digit, or no file.</exception>
    /// <exception cref="SaccadeException">The digits are unavailable.</exception>
    public static TrainingData ForTraining(
        TaskOptions options, string? dataFolder, RandomKey key,
        IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        int drawn = options.TrainingDigits + options.ValidationDigits;
        if (options.Digits != DigitSource.Idx)
        {
            CheckTraining(DigitSize, options.Digits == DigitSource.Drawn ? drawn : MnistTrainingDigits, options);
        }
        ImageSet digits = options.Digits switch
        {
            DigitSource.Idx => ReadIdx(nameof(options.TrainingImages), options.TrainingImages,
                nameof(options.TrainingLabels), options.TrainingLabels, options.Invert),
            DigitSource.Drawn => DrawnDigits.Create(drawn, DrawnKey("training")),
            _ => new MnistSource(dataFolder).Load(MnistPart.Training, download, cancellation),
        };
        CheckTraining(digits.Size, digits.Count, options);
        return Split(digits, options, key);
    }

    /// <inheritdoc cref="ForTraining"/>
    /// <summary>Loads the test digits; epoch d is draw d of their frames, the same for every run.</summary>
    public static FrameComposer ForTest(
        TaskOptions options, string? dataFolder,
        IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Digits != DigitSource.Idx)
        {
            FrameComposer.Check(DigitSize, options.Digits == DigitSource.Drawn ? options.TestDigits : int.MaxValue, options);
        }
        ImageSet digits = options.Digits switch
        {
            DigitSource.Idx => ReadIdx(
                nameof(options.TestImages), options.TestImages, nameof(options.TestLabels), options.TestLabels, options.Invert),
            DigitSource.Drawn => DrawnDigits.Create(options.TestDigits, DrawnKey("test")),
            _ => new MnistSource(dataFolder).Load(MnistPart.Test, download, cancellation),
        };
        return new(digits, options, FramesKey("test frames", options));
    }

    internal static TrainingData Split(ImageSet digits, TaskOptions options, RandomKey key)
    {
        int training = digits.Count - options.ValidationDigits;
        return new(
            new FrameComposer(digits.Slice(0, training), options, key.Fork("training frames"), training: true),
            new FrameComposer(digits.Slice(training, options.ValidationDigits), options, FramesKey("validation frames", options)));
    }

    /// <summary>The key of evaluation frames: no two tasks share the places of digits and patches.</summary>
    private static RandomKey FramesKey(string split, TaskOptions options) => Fixed.Fork(split).Fork(string.Create(
        CultureInfo.InvariantCulture,
        $"{options.Digits} {options.FrameWidth}×{options.FrameHeight} {options.ClutterPatches}×{options.ClutterSide}{Label(options)}"));

    // Nothing for single digits, so that the frames of former versions remain.
    private static string Label(TaskOptions options) => options.Label == FrameLabel.Digit ? "" : $" {options.Label}";

    /// <summary>Checks split and frame; before digits are drawn or downloaded where their number is known.</summary>
    private static void CheckTraining(ImageSize digit, int count, TaskOptions options)
    {
        int training = count - options.ValidationDigits;
        if (training < 1)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: nameof(options.ValidationDigits), Value: options.ValidationDigits,
                Allowed: count > 1 ? $"1 to {count - 1}" : null,
                Detail: $"there are {count} digits, of which at least one must be left to train on",
                Remedy: count > 1 ? null : "give two digits or more"));
        }
        FrameComposer.Check(digit, Math.Min(training, options.ValidationDigits), options);
    }

    private static ImageSet ReadIdx(string imagesName, string images, string labelsName, string labels, bool invert)
    {
        CheckNamed(imagesName, images, "images");
        CheckNamed(labelsName, labels, "labels");
        ImageSet digits = IdxFile.ReadPair(images, labels);
        return invert ? digits.Inverted() : digits;

        static void CheckNamed(string name, string path, string holds)
        {
            if (string.IsNullOrWhiteSpace(path))
            {
                throw new OptionException(new(
                    ErrorKind.Missing, Key: name, Value: path, Allowed: $"the path of an IDX file of {holds}",
                    Detail: "the digits come from IDX files"));
            }
            if (!Path.Exists(path))
            {
                throw new SaccadeException(new(
                    ErrorKind.Missing, Key: name, Value: path, Detail: "there is no such file",
                    Remedy: "a relative path in a recipe is relative to the recipe's folder"));
            }
        }
    }

    private static RandomKey DrawnKey(string part) => Fixed.Fork("drawn digits").Fork(part);
}
