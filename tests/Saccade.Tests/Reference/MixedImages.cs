using Saccade.Images;
using Saccade.Tasks;

namespace Saccade.Tests.Reference;

/// <summary>Images that differ in size.</summary>
internal sealed class MixedImages(params ImageSet[] images) : IImageSource
{
    public ImageSize Size { get; } =
        new(images[0].Size.Channels, images.Max(image => image.Size.Height), images.Max(image => image.Size.Width));

    public Labels Labels { get; } = new(images.Select(image => image.Labels[0]).ToArray());

    public ImageSize SizeOf(int epoch, int index) => images[index].Size;

    public void Read(int epoch, int index, Span<byte> pixels) => images[index].Read(epoch, 0, pixels);

    /// <summary>A batch of images of noise with random labels below 4.</summary>
    public static IEpisodes Noise(long seed, params ImageSize[] sizes) => Batch(new MixedImages(
    [
        .. sizes.Select((size, i) =>
        {
            ImageBatch image = Synthetic.Batch(seed + i, 1, size, 4);
            return new ImageSet(image.Pixels, new Labels(image.Labels.ToArray()), size);
        }),
    ]));

    /// <summary>All images of a source in one batch.</summary>
    public static IEpisodes Batch(IImageSource images) => ((IEpisodeSource)ImageBatches.InOrder(images)).Load(0, 0);

    /// <summary>One image of a batch in a batch of its size.</summary>
    public static IEpisodes Only(IEpisodes episodes, int index)
    {
        ImageBatch one = new(1, episodes.SizeOf(index)) { Count = 1 };
        episodes.Render(index, one.Pixels.Span);
        one.Labels[0] = episodes.Labels[index];
        return one;
    }
}
