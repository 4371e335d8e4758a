using Saccade.Data;
using Saccade.Data.Augmented;
using Saccade.Images;
using Saccade.Imaging.Decoding;
using Saccade.Imaging.Folders;
using Saccade.Imaging.Sets;
using Saccade.Random;

namespace Saccade.Experiments.Config;

/// <summary>The classification of pictures of a folder or list, which is opened when it is first needed.</summary>
public sealed class PictureTask : ITask
{
    private readonly Recipe _recipe;
    private readonly Lazy<PictureSet> _set;

    /// <summary>Creates the task.</summary>
    /// <param name="recipe">The recipe, whose <see cref="TaskOptions.Images"/> names the folder or list.</param>
    /// <param name="access">How its pictures are opened.</param>
    /// <param name="cancellation">Stops decoding.</param>
    public PictureTask(Recipe recipe, PictureAccess? access = null, CancellationToken cancellation = default) =>
        (_recipe, _set) = (recipe, new(() => Open(recipe, access ?? new(), cancellation)));

    /// <summary>The pictures.</summary>
    /// <exception cref="SaccadeException">They cannot be opened, or do not fit the recipe or the trained model.</exception>
    public PictureSet Set => _set.Value;

    /// <inheritdoc/>
    public ImageSize Size => Set.Size;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => Set.ClassNames;

    /// <inheritdoc/>
    public IEpisodeSource Training(int batchSize, RandomKey key) => ImageBatches.Shuffled(TrainingImages(key), batchSize, key);

    /// <inheritdoc/>
    public IEpisodeSource Validation() => ImageBatches.InOrder(Images(Split.Validation));

    /// <inheritdoc/>
    public IEpisodeSource Test(long seed = 0) => ImageBatches.InOrder(Images(Split.Test));

    /// <summary>The training pictures with the random changes that the recipe asks for.</summary>
    /// <param name="key">The key of the changes.</param>
    /// <exception cref="SaccadeException">There are none.</exception>
    public IImageSource TrainingImages(RandomKey key) => _recipe.Task.Augmentation.IsOn
        ? new AugmentedImages(Images(Split.Train), _recipe.Task.Augmentation, key.Fork("augmentation"))
        : Images(Split.Train);

    /// <summary>The pictures of a split, as they are.</summary>
    /// <exception cref="SaccadeException">There are none.</exception>
    public PackedImages Images(Split split) => Set.Images(split) ?? throw new SaccadeException(new(
        ErrorKind.Missing, _recipe.Task.Images, $"it has no {split.Kind()} pictures",
        split == Split.Test ? "add a folder test, or give --split validation" : "add pictures, 30 or more of each class"));

    /// <summary>What a picture becomes.</summary>
    internal static DecodingOptions Decoding(TaskOptions task, int channels) =>
        new() { Channels = channels, ShortSide = task.ShortSide, Ground = task.Ground };

    private static PictureSet Open(Recipe recipe, PictureAccess access, CancellationToken cancellation)
    {
        TaskOptions task = recipe.Task;
        PictureSet set = PictureSet.Open(
            task.Images, Decoding(task, recipe.Model.Channels), access.Cache, access.Progress, cancellation);
        if (access.Strict && set.Inventory.Unreadable is [UnreadablePicture first, ..])
        {
            throw new SaccadeException(new(
                ErrorKind.Unreadable, task.Images,
                string.Create(CultureInfo.InvariantCulture, $"{set.Inventory.Unreadable.Count:N0} of its files, such as ")
                    + $"{first.Name} ({first.Reason})",
                "repair or remove them, or leave out --strict"));
        }
        RequireClasses(recipe, set.ClassNames, access.ClassNames);
        return set;
    }

    private static void RequireClasses(Recipe recipe, IReadOnlyList<string> found, IReadOnlyList<string>? trained)
    {
        if (found.Count < 2)
        {
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, recipe.Task.Images, "there is nothing to tell apart",
                "give a folder with a subfolder for each class", "number of classes", found.Count, "2 or more"));
        }
        if (trained is not null && !trained.SequenceEqual(found))
        {
            string[] missing = [.. trained.Except(found)], added = [.. found.Except(trained)];
            throw new SaccadeException(new(
                ErrorKind.Mismatch, recipe.Task.Images,
                "its classes are not those that the model learned"
                    + (missing.Length > 0 ? $"; it lacks {string.Join(", ", missing)}" : "")
                    + (added.Length > 0 ? $"; it adds {string.Join(", ", added)}" : ""),
                "give pictures of the same classes"));
        }
        if (found.Count != recipe.Model.Classes)
        {
            throw new OptionException(new(ErrorKind.Mismatch)
            {
                Key = "model.classes",
                Value = recipe.Model.Classes,
                Allowed = $"{found.Count}",
                Detail = $"{recipe.Task.Images} has that many classes",
            });
        }
    }
}
