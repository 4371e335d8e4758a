using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>The data of a task. Training never reads test digits, and tests read nothing else.</summary>
public static class TaskData
{
    private const int MnistTrainingDigits = 60_000;
    private static readonly ImageSize DigitSize = new(1, DrawnDigits.Side, DrawnDigits.Side);
    private static readonly RandomKey Fixed = RandomKey.FromSeed(0).Fork("task data");

    /// <summary>Gets the training digits and splits them: the last <see cref="TaskOptions.ValidationDigits"/> are for validation.</summary>
    /// <param name="options">The task.</param>
    /// <param name="dataFolder">The folder of the MNIST files, see <see cref="MnistSource"/>; not looked at for other digits.</param>
    /// <param name="key">Names the training frames; the validation frames are the same for every key.</param>
    /// <param name="download">Is told how far a download is.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="OptionException">The frame can't hold the digits or patches, no digit is left to train on, or a file is not named.</exception>
    /// <exception cref="SaccadeException">The digits can't be had.</exception>
    public static TrainingData ForTraining(
        TaskOptions options, string? dataFolder, RandomKey key,
        IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Digits == DigitSource.Idx)
        {
            ImageSet digits = ReadIdx(
                nameof(options.TrainingImages), options.TrainingImages, nameof(options.TrainingLabels), options.TrainingLabels);
            CheckTraining(digits.Size, digits.Count, options);
            return Split(digits, options, key);
        }

        bool drawn = options.Digits == DigitSource.Drawn;
        int count = drawn ? options.TrainingDigits + options.ValidationDigits : MnistTrainingDigits;
        CheckTraining(DigitSize, count, options);
        return Split(
            drawn ? DrawnDigits.Make(count, DrawnKey("training")) : new MnistSource(dataFolder).Load(MnistPart.Training, download, cancellation),
            options, key);
    }

    /// <summary>Gets the test digits, on frames that are the same for every run (those of epoch 0).</summary>
    /// <param name="options">The task.</param>
    /// <param name="dataFolder">The folder of the MNIST files, see <see cref="MnistSource"/>; not looked at for other digits.</param>
    /// <param name="download">Is told how far a download is.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="OptionException">The frame can't hold the digits or patches, or a file is not named.</exception>
    /// <exception cref="SaccadeException">The digits can't be had.</exception>
    public static FrameComposer ForTest(
        TaskOptions options, string? dataFolder,
        IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RandomKey key = Fixed.Fork("test frames");
        if (options.Digits == DigitSource.Idx)
        {
            return new(ReadIdx(nameof(options.TestImages), options.TestImages, nameof(options.TestLabels), options.TestLabels), options, key);
        }

        bool drawn = options.Digits == DigitSource.Drawn;
        FrameComposer.Check(DigitSize, drawn ? options.TestDigits : int.MaxValue, options);
        ImageSet digits = drawn
            ? DrawnDigits.Make(options.TestDigits, DrawnKey("test"))
            : new MnistSource(dataFolder).Load(MnistPart.Test, download, cancellation);
        return new(digits, options, key);
    }

    internal static TrainingData Split(ImageSet digits, TaskOptions options, RandomKey key)
    {
        int training = digits.Count - options.ValidationDigits;
        return new(
            new(digits.Slice(0, training), options, key.Fork("training frames")),
            new(digits.Slice(training, options.ValidationDigits), options, Fixed.Fork("validation frames")));
    }

    /// <summary>Checks, before any is made or downloaded, that this many digits can be split and shown.</summary>
    private static void CheckTraining(ImageSize digit, int count, TaskOptions options)
    {
        int training = count - options.ValidationDigits;
        if (training < 1)
        {
            throw new OptionException($"{nameof(options.ValidationDigits)} was {options.ValidationDigits}, but there are {count} digits, of which at least one must be left to train on; "
                + (count > 1 ? $"it may be 1 to {count - 1}." : "give two or more."));
        }
        FrameComposer.Check(digit, Math.Min(training, options.ValidationDigits), options);
    }

    private static ImageSet ReadIdx(string imagesName, string images, string labelsName, string labels)
    {
        CheckNamed(imagesName, images, "images");
        CheckNamed(labelsName, labels, "labels");
        return IdxFile.ReadPair(images, labels);

        static void CheckNamed(string name, string path, string holds)
        {
            if (string.IsNullOrWhiteSpace(path))
            {
                throw new OptionException($"{name} was empty; it may be the path of an IDX file of {holds}, because the digits come from IDX files.");
            }
            if (!Path.Exists(path))
            {
                throw new SaccadeException($"{name} was '{path}', but there is no such file; a relative path is relative to the current folder.");
            }
        }
    }

    private static RandomKey DrawnKey(string part) => Fixed.Fork("drawn digits").Fork(part);
}
