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
    /// <param name="dataFolder">The folder of the MNIST files, see <see cref="MnistSource"/>; not looked at for drawn digits.</param>
    /// <param name="key">Names the training frames; the validation frames are the same for every key.</param>
    /// <param name="download">Is told how far a download is.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="OptionException">The frame can't hold the digits or patches, or no digit is left to train on.</exception>
    /// <exception cref="SaccadeException">The digits can't be had.</exception>
    public static TrainingData ForTraining(
        TaskOptions options, string? dataFolder, RandomKey key,
        IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        int validation = options.ValidationDigits;
        int training = options.Digits == DigitSource.Drawn ? options.TrainingDigits : MnistTrainingDigits - validation;
        if (training < 1)
        {
            throw new OptionException(
                $"{nameof(options.ValidationDigits)} was {validation}; of MNIST's {MnistTrainingDigits} at least one must be left to train on, so it may be 1 to {MnistTrainingDigits - 1}.");
        }
        FrameComposer.Check(DigitSize, Math.Min(training, validation), options);
        ImageSet digits = options.Digits == DigitSource.Drawn
            ? DrawnDigits.Make(training + validation, DrawnKey("training"))
            : new MnistSource(dataFolder).Load(MnistPart.Training, download, cancellation);
        return Split(digits, options, key);
    }

    /// <summary>Gets the test digits, on frames that are the same for every run (those of epoch 0).</summary>
    /// <param name="options">The task.</param>
    /// <param name="dataFolder">The folder of the MNIST files, see <see cref="MnistSource"/>; not looked at for drawn digits.</param>
    /// <param name="download">Is told how far a download is.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="OptionException">The frame can't hold the digits or patches.</exception>
    /// <exception cref="SaccadeException">The digits can't be had.</exception>
    public static FrameComposer ForTest(
        TaskOptions options, string? dataFolder,
        IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        FrameComposer.Check(DigitSize, options.Digits == DigitSource.Drawn ? options.TestDigits : int.MaxValue, options);
        ImageSet digits = options.Digits == DigitSource.Drawn
            ? DrawnDigits.Make(options.TestDigits, DrawnKey("test"))
            : new MnistSource(dataFolder).Load(MnistPart.Test, download, cancellation);
        return new(digits, options, Fixed.Fork("test frames"));
    }

    internal static TrainingData Split(ImageSet digits, TaskOptions options, RandomKey key)
    {
        int training = digits.Count - options.ValidationDigits;
        return new(
            new(digits.Slice(0, training), options, key.Fork("training frames")),
            new(digits.Slice(training, options.ValidationDigits), options, Fixed.Fork("validation frames")));
    }

    private static RandomKey DrawnKey(string part) => Fixed.Fork("drawn digits").Fork(part);
}
