using Saccade.Images;

namespace Saccade.Web.Rollouts;

/// <summary>Pictures of a model to pick from.</summary>
/// <param name="Images">The images; null if there are none.</param>
/// <param name="Indices">Those of them that are shown.</param>
internal sealed record PictureSamples(IImageSource? Images, int[] Indices)
{
    /// <summary>How many there are.</summary>
    public int Count => Indices.Length;

    /// <summary>Reads a picture.</summary>
    /// <param name="number">The picture, 0 to <see cref="Count"/> − 1.</param>
    /// <returns>Its size, its pixels [C, H, W] and its class.</returns>
    public (ImageSize Size, byte[] Pixels, int Label) Read(int number)
    {
        ImageSize size = Images!.SizeOf(0, Indices[number]);
        byte[] pixels = new byte[size.Pixels];
        Images.Read(0, Indices[number], pixels);
        return (size, pixels, Images.Labels[Indices[number]]);
    }
}
