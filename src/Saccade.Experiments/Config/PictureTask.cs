using Saccade.Data;
using Saccade.Data.Augmented;
using Saccade.Data.Backgrounds;
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
    private readonly Lazy<PictureSet>? _background;

    /// <summary>Creates the task.</summary>
    /// <param name="recipe">The recipe, whose <see cref="TaskOptions.Images"/> names the folder or list.</param>
    /// <param name="access">How its pictures are opened.</param>
    /// <param name="cancellation">Stops decoding.</param>
    public PictureTask(Recipe recipe, PictureAccess? access = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        access ??= new();
        (_recipe, _set) = (recipe, new(() => Open(recipe, access, cancellation)));
        _background = recipe.Task.HasBackground ? new(() => OpenBackground(recipe, access, cancellation)) : null;
    }

    /// <summary>The folder or list of the pictures.</summary>
    public string Path => _recipe.Task.Images;

    /// <summary>The pictures.</summary>
    /// <exception cref="SaccadeException">They cannot be opened, or do not fit the recipe or the trained model.</exception>
    public PictureSet Set => _set.Value;

    /// <summary>The pictures among which they are placed; null if they are shown as they are.</summary>
    /// <exception cref="SaccadeException">They cannot be opened.</exception>
    public PictureSet? Background => _background?.Value;

    /// <inheritdoc/>
    public ImageSize Size => _background is null
        ? Set.Size
        : new(Set.Size.Channels, _recipe.Task.ImageHeight, _recipe.Task.ImageWidth);

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => Set.ClassNames;

    /// <inheritdoc/>
    public IEpisodeSource Training(int batchSize, RandomKey key) => ImageBatches.Shuffled(TrainingImages(key), batchSize, key);

    /// <inheritdoc/>
    public IEpisodeSource Validation() => ImageBatches.InOrder(Images(Split.Validation));

    /// <inheritdoc/>
    public IEpisodeSource Test(long seed = 0) => ImageBatches.InOrder(Images(Split.Test));

    /// <summary>The training pictures as a training with a seed has them, see <see cref="TrainingImages(RandomKey)"/>.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <exception cref="SaccadeException">There are none.</exception>
    public IImageSource TrainingImages(long seed) => TrainingImages(RandomKey.FromSeed(seed).Fork("training").Fork("order"));

    /// <summary>The training pictures with the random changes that the recipe asks for, on frames if it has a background.</summary>
    /// <param name="key">The key of changes and frames.</param>
    /// <exception cref="SaccadeException">There are none.</exception>
    public IImageSource TrainingImages(RandomKey key)
    {
        TaskOptions task = _recipe.Task;
        return _background is not null ? Framed(Split.Train, key.Fork("training frames"), training: true)
            : task.Augmentation.IsOn ? new AugmentedImages(Pictures(Split.Train), task.Augmentation, key.Fork("augmentation"))
            : Pictures(Split.Train);
    }

    /// <summary>
    /// The pictures of a split, without random changes; if the recipe has a background, on frames that are the same for every run.
    /// </summary>
    /// <exception cref="SaccadeException">There are none.</exception>
    public IImageSource Images(Split split) =>
        _background is null ? Pictures(split) : Framed(split, FramesKey(split, _recipe.Task), training: false);

    private PackedImages Pictures(Split split) => Set.Images(split) ?? throw new SaccadeException(new(
        ErrorKind.Missing, _recipe.Task.Images, $"it has no {split.Kind()} pictures",
        split == Split.Test ? "add a folder test, or give --split validation" : "add pictures, 30 or more of each class"));

    /// <summary>The pictures of a split among the background pictures of the same split.</summary>
    private IImageSource Framed(Split split, RandomKey key, bool training)
    {
        TaskOptions task = _recipe.Task;
        PackedImages background = Background!.Images(split) ?? throw new SaccadeException(new(
            ErrorKind.Missing, task.BackgroundImages, $"it has no {split.Kind()} pictures",
            "add pictures, or folders train, val and test; frames of a split take the background pictures of this split"));
        return RecipeTask.WithKeys<IImageSource>(() =>
        {
            BackgroundFrames frames = new(Pictures(split), background, task, key, training);
            return task.Shrink > 1 ? new ShrunkImages(frames, task.Shrink) : frames;
        });
    }

    /// <summary>The key of evaluation frames: no two tasks share the places of pictures.</summary>
    private static RandomKey FramesKey(Split split, TaskOptions task) => RandomKey.FromSeed(0).Fork("task data").Fork($"{split} frames")
        .Fork(string.Create(CultureInfo.InvariantCulture, $"pictures {task.FrameWidth}×{task.FrameHeight} {task.Placement}"));

    /// <summary>What a picture becomes.</summary>
    internal static DecodingOptions Decoding(TaskOptions task, int channels) =>
        new() { Channels = channels, ShortSide = task.ShortSide, Ground = task.Ground };

    private static PictureSet Open(Recipe recipe, PictureAccess access, CancellationToken cancellation)
    {
        TaskOptions task = recipe.Task;
        PictureSet set = PictureSet.Open(
            task.Images, Decoding(task, recipe.Model.Channels), access.Cache, access.Progress, cancellation);
        RequireReadable(access, task.Images, set);
        RequireClasses(recipe, set.ClassNames, access.ClassNames);
        return set;
    }

    private static PictureSet OpenBackground(Recipe recipe, PictureAccess access, CancellationToken cancellation)
    {
        TaskOptions task = recipe.Task;
        PictureSet set = PictureSet.OpenWithoutClasses(
            task.BackgroundImages, Decoding(task, recipe.Model.Channels), access.Cache, access.Progress, cancellation);
        RequireReadable(access, task.BackgroundImages, set);
        return set;
    }

    private static void RequireReadable(PictureAccess access, string path, PictureSet set)
    {
        if (access.Strict && set.Inventory.Unreadable is [UnreadablePicture first, ..])
        {
            throw new SaccadeException(new(
                ErrorKind.Unreadable, path,
                string.Create(CultureInfo.InvariantCulture, $"{set.Inventory.Unreadable.Count:N0} of its files, such as ")
                    + $"{first.Name} ({first.Reason})",
                "repair or remove them, or leave out --strict"));
        }
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
