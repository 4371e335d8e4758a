using Saccade.Imaging.Decoding;
using Saccade.IO;
using Saccade.Inference;

namespace Saccade.Imaging.Inference;

/// <summary>Classifies pictures as files have them.</summary>
public static class PictureClassification
{
    /// <summary>Decodes a picture and classifies it.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="content">A PNG, JPEG, WebP, GIF, BMP or TIFF file.</param>
    /// <param name="options">
    /// How it is decoded: what lies behind transparent pixels, and the shorter side; null for what the model's file states, as in training
    /// (<see cref="DecodingFacts"/>). The channels are those of the model.
    /// </param>
    /// <exception cref="SaccadeException">
    /// The content is no picture, is damaged or too large, or the model has neither 1 nor 3 channels.
    /// </exception>
    /// <exception cref="NumericalException">
    /// The weights are so large, or the glimpses so many, that a number becomes NaN or infinite.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed of.</exception>
    public static Classification ClassifyPicture(this AttentionClassifier classifier, byte[] content, DecodingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        DecodingOptions decoding = options is null
            ? DecodingFacts.Read(classifier.Facts, classifier.Model.Channels)
            : options with { Channels = classifier.Model.Channels };
        Picture picture = PictureDecoder.Decode(content, decoding);
        return classifier.Classify(
            picture.Pixels, picture.Size.Width, picture.Size.Height, picture.Size.Channels, PixelLayout.Planar);
    }

    /// <summary>Decodes a picture from a stream, which is read to its end and stays open, and classifies it.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="stream">A PNG, JPEG, WebP, GIF, BMP or TIFF file of at most 512 MiB.</param>
    /// <param name="options">How it is decoded, see <see cref="ClassifyPicture"/>.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="SaccadeException">As <see cref="ClassifyPicture"/>.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed of.</exception>
    public static async Task<Classification> ClassifyPictureAsync(
        this AttentionClassifier classifier, Stream stream, DecodingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return classifier.ClassifyPicture(
            await InputFile.ReadToEndAsync(stream, PictureDecoder.MostBytes, cancellation).ConfigureAwait(false), options);
    }

    /// <summary>Decodes and classifies pictures, on all processors.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="contents">PNG, JPEG, WebP, GIF, BMP or TIFF files.</param>
    /// <param name="options">How they are decoded, see <see cref="ClassifyPicture"/>.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <returns>The answers, in the order of the pictures.</returns>
    /// <exception cref="SaccadeException">As <see cref="ClassifyPicture"/>; the error names the first such picture, from 0.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed of.</exception>
    public static IReadOnlyList<Classification> ClassifyPictures(
        this AttentionClassifier classifier, IReadOnlyList<byte[]> contents, DecodingOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(contents);
        Classification[] answers = new Classification[contents.Count];
        SaccadeException?[] failures = new SaccadeException?[contents.Count];
        Parallel.For(0, answers.Length, new ParallelOptions { CancellationToken = cancellation }, (i, loop) =>
        {
            try
            {
                answers[i] = classifier.ClassifyPicture(contents[i], options);
            }
            catch (SaccadeException e)
            {
                failures[i] = e.At(string.Create(CultureInfo.InvariantCulture, $"picture {i}"));
                // Those before it go on, so that the first one that fails is always the same.
                loop.Break();
            }
        });
        return failures.FirstOrDefault(failure => failure is not null) is SaccadeException first ? throw first : answers;
    }
}
