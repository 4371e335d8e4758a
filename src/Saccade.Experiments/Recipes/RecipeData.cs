using Saccade.Data;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Experiments.Recipes;

/// <summary>The data of a recipe, checked against its model; what is wrong is told with the recipe's keys.</summary>
public static class RecipeData
{
    /// <summary>The images to train on and to validate by, the former those of a run with this seed; see <see cref="TaskData.ForTraining"/>.</summary>
    /// <exception cref="OptionException">The digits don't fit frame, clutter, split or model, or a file is not named.</exception>
    /// <exception cref="SaccadeException">The digits can't be had.</exception>
    public static TrainingData ForTraining(
        Recipe recipe, string? dataFolder, long seed,
        IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        TrainingData data = WithKeys(() => TaskData.ForTraining(
            recipe.Task, dataFolder, RandomKey.FromSeed(seed).Fork("data"), download, cancellation));
        Check(recipe, data.Train, nameof(TaskOptions.TrainingImages), nameof(TaskOptions.TrainingLabels));
        Check(recipe, data.Validation, nameof(TaskOptions.TrainingImages), nameof(TaskOptions.TrainingLabels));
        return data;
    }

    /// <summary>The test images, the same for every run; see <see cref="TaskData.ForTest"/>.</summary>
    /// <exception cref="OptionException">The digits don't fit frame, clutter or model, or a file is not named.</exception>
    /// <exception cref="SaccadeException">The digits can't be had.</exception>
    public static FrameComposer ForTest(
        Recipe recipe, string? dataFolder,
        IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        FrameComposer images = WithKeys(() => TaskData.ForTest(recipe.Task, dataFolder, download, cancellation));
        Check(recipe, images, nameof(TaskOptions.TestImages), nameof(TaskOptions.TestLabels));
        return images;
    }

    /// <summary>The images of one split, the training ones those of a run with this seed.</summary>
    /// <exception cref="OptionException">The digits don't fit frame, clutter, split or model, or a file is not named.</exception>
    /// <exception cref="SaccadeException">The digits can't be had.</exception>
    public static FrameComposer For(
        Recipe recipe, Split split, string? dataFolder, long seed,
        IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        if (split == Split.Test)
        {
            return ForTest(recipe, dataFolder, download, cancellation);
        }
        TrainingData data = ForTraining(recipe, dataFolder, seed, download, cancellation);
        return split == Split.Train ? data.Train : data.Validation;
    }

    private static void Check(Recipe recipe, FrameComposer images, string imagesName, string labelsName)
    {
        ModelOptions model = recipe.Model;
        if (images.Size.Channels != model.Channels)
        {
            throw new OptionException(
                $"model.channels was {model.Channels}, but the images of {Key(imagesName)} have {images.Size.Channels}; the two must be the same.");
        }
        if (images.HighestLabel >= model.Classes)
        {
            throw new OptionException(
                $"model.classes was {model.Classes}, but {Key(labelsName)} has the label {images.HighestLabel}; it may be {images.HighestLabel + 1} to 256.");
        }
    }

    /// <summary>Puts the recipe's key where a message begins with the name of a task's option.</summary>
    private static T WithKeys<T>(Func<T> get)
    {
        try
        {
            return get();
        }
        catch (SaccadeException e)
        {
            string name = e.Message.Split(' ', 2)[0];
            if (typeof(TaskOptions).GetProperty(name) is null)
            {
                throw;
            }
            string message = Key(name) + e.Message[name.Length..];
            throw e is OptionException ? new OptionException(message, e) : new SaccadeException(message, e);
        }
    }

    private static string Key(string name) => "task." + OptionSchema.Spell(name, '_');
}
