using Saccade.Data;
using Saccade.Data.Augmented;
using Saccade.Data.Sources;
using Saccade.Experiments.Extensions;
using Saccade.Images;
using Saccade.Random;

namespace Saccade.Experiments.Config;

/// <summary>The task of a recipe, whose data are checked against its model when they are loaded; errors name the recipe's keys.</summary>
public static class RecipeTask
{
    /// <summary>Opens the task of a recipe; nothing is read before it is needed.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="dataFolder">The folder of the MNIST files, see <see cref="MnistSource"/>.</param>
    /// <param name="seed">The seed of the run whose training images they are; the others are the same for every seed.</param>
    /// <param name="download">Receives the progress of a download.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <param name="testEpisodes">The number of episodes a test has, where the task draws them; null for its default.</param>
    /// <param name="pictures">How the pictures of a folder or list are opened.</param>
    public static ITask Open(
        Recipe recipe, string? dataFolder, long seed = 0, IProgress<DownloadProgress>? download = null,
        CancellationToken cancellation = default, int? testEpisodes = null, PictureAccess? pictures = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Task.Kind switch
        {
            _ when recipe.Task.HasPictures => new PictureTask(recipe, pictures, cancellation),
            TaskKind.Extension => Extended(recipe),
            TaskKind.Catch => new CatchTask(recipe.Catch, testEpisodes ?? CatchTask.DefaultTestEpisodes),
            TaskKind.Classification => new ClassificationTask(
                new(recipe.Model.Channels, recipe.Task.FrameHeight, recipe.Task.FrameWidth),
                DigitImages.ClassNames(recipe.Task, recipe.Model.Classes),
                () => LoadTraining(recipe, dataFolder, seed, download, cancellation),
                () => TestImages(recipe, dataFolder, download, cancellation)),
            _ => throw new NotSupportedException($"No task of kind {recipe.Task.Kind} is defined."),
        };
    }

    /// <summary>The images of one split of a recipe that classifies images.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="split">Which images.</param>
    /// <param name="dataFolder">The folder of the MNIST files, see <see cref="MnistSource"/>.</param>
    /// <param name="seed">The seed of the run whose training images they are; the others are the same for every seed.</param>
    /// <param name="download">Receives the progress of a download.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <param name="pictures">How the pictures of a folder or list are opened.</param>
    /// <exception cref="OptionException">The task has no images, a file is not named, or they do not match the other options.</exception>
    /// <exception cref="SaccadeException">The images are unavailable.</exception>
    public static IImageSource Images(
        Recipe recipe, Split split, string? dataFolder, long seed = 0,
        IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default, PictureAccess? pictures = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Task.HasPictures)
        {
            PictureTask task = new(recipe, pictures, cancellation);
            return split == Split.Train ? task.TrainingImages(seed) : task.Images(split);
        }
        if (recipe.Task.Kind != TaskKind.Classification)
        {
            throw new OptionException(new(ErrorKind.Unsupported)
            {
                Key = "task.kind",
                Value = OptionSchema.Spell(recipe.Task.Kind.ToString(), '-'),
                Detail = $"{recipe.Name} has no set of images",
            });
        }
        if (split == Split.Test)
        {
            return TestImages(recipe, dataFolder, download, cancellation);
        }
        TrainingData images = LoadTraining(recipe, dataFolder, seed, download, cancellation);
        return split == Split.Train ? images.Train : images.Validation;
    }

    /// <summary>The task of an extension, for which the model must have been made.</summary>
    private static ITask Extended(Recipe recipe)
    {
        ITask task = Extension.CreateTask(recipe.Task.Extension);
        Require("model.channels", recipe.Model.Channels, task.Size.Channels);
        Require("model.classes", recipe.Model.Classes, task.ClassNames.Count);
        Require("model.glimpses", recipe.Model.Glimpses, task.Steps ?? recipe.Model.Glimpses);
        return task;

        void Require(string key, int value, int allowed)
        {
            if (value != allowed)
            {
                throw new OptionException(new(
                    ErrorKind.Mismatch, Key: key, Value: value, Allowed: $"{allowed}", Detail: $"{recipe.Task.Extension} has as many"));
            }
        }
    }

    private static TrainingData LoadTraining(
        Recipe recipe, string? dataFolder, long seed, IProgress<DownloadProgress>? download, CancellationToken cancellation)
    {
        RandomKey key = RandomKey.FromSeed(seed).Fork("data");
        TrainingData images = WithKeys(() => DigitImages.ForTraining(recipe.Task, dataFolder, key, download, cancellation));
        Check(recipe, images.Train, nameof(TaskOptions.TrainingImages), nameof(TaskOptions.TrainingLabels));
        Check(recipe, images.Validation, nameof(TaskOptions.TrainingImages), nameof(TaskOptions.TrainingLabels));
        AugmentationOptions changes = recipe.Task.Augmentation.OfWholeImages();
        return changes.IsOn ? images with { Train = new AugmentedImages(images.Train, changes, key.Fork("augmentation")) } : images;
    }

    private static IImageSource TestImages(
        Recipe recipe, string? dataFolder, IProgress<DownloadProgress>? download, CancellationToken cancellation)
    {
        IImageSource images = WithKeys(() => DigitImages.ForTest(recipe.Task, dataFolder, download, cancellation));
        Check(recipe, images, nameof(TaskOptions.TestImages), nameof(TaskOptions.TestLabels));
        return images;
    }

    private static void Check(Recipe recipe, IImageSource images, string imagesName, string labelsName)
    {
        ModelOptions model = recipe.Model;
        if (images.Size.Channels != model.Channels)
        {
            throw new OptionException(new(ErrorKind.Mismatch)
            {
                Key = "model.channels",
                Value = model.Channels,
                Allowed = $"{images.Size.Channels}",
                Detail = $"the images of {Key(imagesName)} have as many",
            });
        }
        if (images.Labels.Highest() >= model.Classes)
        {
            throw new OptionException(new(ErrorKind.Mismatch)
            {
                Key = "model.classes",
                Value = model.Classes,
                Allowed = $"{images.Labels.Highest() + 1} or more",
                Detail = $"{Key(labelsName)} has the label {images.Labels.Highest()}",
            });
        }
    }

    /// <summary>Replaces the name of a task's option in an error by the recipe's key.</summary>
    internal static T WithKeys<T>(Func<T> get)
    {
        try
        {
            return get();
        }
        catch (SaccadeException e) when (e.Error.Key is string name && typeof(TaskOptions).GetProperty(name) is not null)
        {
            throw e.With(e.Error with { Key = Key(name) });
        }
    }

    private static string Key(string name) => "task." + OptionSchema.Spell(name, '_');
}
