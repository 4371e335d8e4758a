using Saccade.Policy;

namespace Saccade.Training;

/// <summary>Checks the input of baseline classifiers, which see whole images.</summary>
public static class WholeImages
{
    /// <summary>Checks that there are images, of the size that the classifier takes or, if it takes any, large enough.</summary>
    /// <param name="model">The classifier.</param>
    /// <param name="episodes">The images [B].</param>
    /// <exception cref="ArgumentException">There are no images.</exception>
    /// <exception cref="SaccadeException">The classifier does not take images of a size.</exception>
    public static void Require(ModelOptions model, IEpisodes episodes)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(episodes);
        if (episodes.Count == 0)
        {
            throw new ArgumentException("The batch has no images.", nameof(episodes));
        }
        for (int image = 0; image < episodes.Count; image++)
        {
            Require(model, episodes.SizeOf(image));
        }
    }

    /// <summary>Checks that an image has the size that the classifier takes or, if it takes any, is large enough.</summary>
    /// <param name="model">The classifier.</param>
    /// <param name="image">The size of the image.</param>
    /// <exception cref="SaccadeException">The classifier does not take images of this size.</exception>
    public static void Require(ModelOptions model, ImageSize image)
    {
        ArgumentNullException.ThrowIfNull(model);
        ImageSize own = model.Classifier.ImageSize(model.Channels);
        if (image == own)
        {
            return;
        }
        if (model.Kind != ModelKind.Cnn || image.Channels != own.Channels)
        {
            throw new SaccadeException(new(
                ErrorKind.Mismatch, Key: "image size", Value: image, Allowed: $"{own}", Detail: "the classifier sees whole images"));
        }
        if (!model.Classifier.Convolution.Takes(image))
        {
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "image size", Value: image,
                Detail: "nothing is left of so small an image behind the convolutions"));
        }
    }

    /// <summary>Checks that there is one rollout of one glimpse for each image.</summary>
    /// <param name="episodes">The images [B].</param>
    /// <param name="noise">The noise of the rollouts.</param>
    /// <exception cref="ArgumentException">The noise is for another number of images or glimpses.</exception>
    public static void RequireOneGlimpse(IEpisodes episodes, RolloutNoise noise)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(noise);
        if ((noise.Glimpses, noise.Rows) != (1, episodes.Count))
        {
            throw new ArgumentException(
                $"The noise is for {noise.Rows} rollouts of {noise.Glimpses} glimpses; "
                + $"a classifier of whole images takes one glimpse of each of {episodes.Count}.", nameof(noise));
        }
    }
}
