using Saccade.Policy;

namespace Saccade.Training;

/// <summary>Checks the input of baseline classifiers, which see whole images.</summary>
public static class WholeImages
{
    /// <summary>Checks that there are images, of the size of the classifier.</summary>
    /// <param name="episodes">The images [B].</param>
    /// <param name="size">The size that the classifier takes.</param>
    /// <exception cref="ArgumentException">There are no images.</exception>
    /// <exception cref="SaccadeException">The images do not have that size.</exception>
    public static void Require(IEpisodes episodes, ImageSize size)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        if (episodes.Count == 0)
        {
            throw new ArgumentException("The batch has no images.", nameof(episodes));
        }
        if (episodes.Size != size)
        {
            throw new SaccadeException(new(
                ErrorKind.Mismatch, Key: "image size", Value: episodes.Size, Allowed: $"{size}",
                Detail: "the classifier sees whole images"));
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
