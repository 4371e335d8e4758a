using Saccade.Imaging.Decoding;
using Saccade.Inference;

namespace Saccade.Imaging.Inference;

/// <summary>Classifies pictures as files have them.</summary>
public static class PictureClassification
{
    /// <summary>Decodes a picture and classifies it.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="content">A PNG, JPEG, WebP, GIF, BMP or TIFF file.</param>
    /// <param name="options">
    /// How it is decoded: what lies behind transparent pixels, and the shorter side, that of the pictures in training; null for its size
    /// and white. The channels are those of the model.
    /// </param>
    /// <exception cref="SaccadeException">
    /// The content is no picture, is damaged or too large, or the model has neither 1 nor 3 channels.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed of.</exception>
    public static Classification ClassifyPicture(this AttentionClassifier classifier, byte[] content, DecodingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        Picture picture = PictureDecoder.Decode(content, (options ?? new()) with { Channels = classifier.Model.Channels });
        return classifier.Classify(
            picture.Pixels, picture.Size.Width, picture.Size.Height, picture.Size.Channels, PixelLayout.Planar);
    }
}
