using Saccade.Data;
using Saccade.Geometry;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>What a net that sees the whole image at once may be given.</summary>
internal static class WholeImages
{
    /// <exception cref="ArgumentException">There are no images.</exception>
    /// <exception cref="SaccadeException">The images are not of the net's size.</exception>
    public static void Require(Batch batch, ImageSize size)
    {
        if (batch.Count == 0)
        {
            throw new ArgumentException("The batch has no images.", nameof(batch));
        }
        if (batch.Size != size)
        {
            throw new SaccadeException($"The images are {batch.Size}; this net takes whole images of {size}.");
        }
    }

    /// <exception cref="ArgumentException">The noise is for another number of images or glimpses.</exception>
    public static void RequireOneLook(Batch batch, RolloutNoise noise)
    {
        if ((noise.Glimpses, noise.Rows) != (1, batch.Count))
        {
            throw new ArgumentException(
                $"The noise is for {noise.Rows} rollouts of {noise.Glimpses} glimpses; a net that sees whole images takes one look at each of {batch.Count}.", nameof(noise));
        }
    }
}
