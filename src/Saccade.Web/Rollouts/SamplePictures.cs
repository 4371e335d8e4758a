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
    private static readonly PictureSamples s_none = new(Images: null, []);

    private readonly ConcurrentDictionary<string, Lazy<PictureSamples>> _sets = new();

    /// <summary>The pictures of a model.</summary>
    public PictureSamples For(LiveModel model)
    {
        Lazy<PictureSamples> set = _sets.GetOrAdd(model.Id, _ => new(() => Open(model)));
        try
        {
            return set.Value;
        }
        catch (SaccadeException)
        {
            // Pictures that are there again later are found then, unless another request has found them already.
            _sets.TryRemove(new(model.Id, set));
            return s_none;
        }
    }

    private PictureSamples Open(LiveModel model)
    {
        if (model.Trained.Run is null || !model.Task.HasPictures)
        {
            return s_none;
        }
        PictureTask task = (PictureTask)model.Trained.OpenTask(dataFolder: null, pictures: new() { Cache = cache });
        Split split = task.Set.Inventory.Count(Split.Test) > 0 ? Split.Test : Split.Validation;
        IImageSource images = task.Images(split);
        return new(images, [.. Enumerable.Range(0, images.Count).Where(i => Fits(images.SizeOf(0, i)))]);
    }

    private static bool Fits(ImageSize size) => Math.Max(size.Height, size.Width) <= RequestLimits.MostSide;
}
