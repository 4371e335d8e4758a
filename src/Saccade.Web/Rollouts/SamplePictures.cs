using System.Collections.Concurrent;
using Saccade.Experiments.Config;
using Saccade.Images;
using Saccade.Imaging.Caching;
using Saccade.Tasks;

namespace Saccade.Web.Rollouts;

/// <summary>
/// Test pictures to pick from, or validation pictures where there are no others; those that are larger than a request may be are left out.
/// None where a model file stands on its own, or the pictures are no longer there.
/// </summary>
/// <param name="cache">Where decoded pictures are kept; null for the user's cache folder.</param>
internal sealed class SamplePictures(PictureCache? cache)
{
    private readonly ConcurrentDictionary<string, Lazy<(IImageSource? Images, int[] Indices)>> _sets = new();

    /// <summary>The number of pictures of a model.</summary>
    public int Count(LiveModel model) => Of(model).Indices.Length;

    /// <summary>A picture of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="number">The picture, 0 to <see cref="Count"/> − 1.</param>
    /// <returns>Its size, its pixels [C, H, W] and its class.</returns>
    public (ImageSize Size, byte[] Pixels, int Label) Read(LiveModel model, int number)
    {
        (IImageSource? images, int[] indices) = Of(model);
        ImageSize size = images!.SizeOf(0, indices[number]);
        byte[] pixels = new byte[size.Pixels];
        images.Read(0, indices[number], pixels);
        return (size, pixels, images.Labels[indices[number]]);
    }

    private (IImageSource? Images, int[] Indices) Of(LiveModel model) => _sets.GetOrAdd(model.Id, _ => new(() => Open(model))).Value;

    private (IImageSource?, int[]) Open(LiveModel model)
    {
        if (model.Trained.Run is null || !model.Task.HasPictures)
        {
            return (null, []);
        }
        try
        {
            PictureTask task = (PictureTask)model.Trained.OpenTask(dataFolder: null, pictures: new() { Cache = cache });
            Split split = task.Set.Inventory.Count(Split.Test) > 0 ? Split.Test : Split.Validation;
            IImageSource images = task.Images(split);
            return (images, [.. Enumerable.Range(0, images.Count).Where(i => Fits(images.SizeOf(0, i)))]);
        }
        catch (SaccadeException)
        {
            return (null, []);
        }
    }

    private static bool Fits(ImageSize size) => Math.Max(size.Height, size.Width) <= RequestLimits.MostSide;
}
