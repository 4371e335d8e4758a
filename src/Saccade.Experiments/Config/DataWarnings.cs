using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Data.Synthetic;
using Saccade.Images;
using Saccade.Imaging.Sets;

namespace Saccade.Experiments.Config;

/// <summary>Warnings about a user's images that can be read but are probably not what the user means.</summary>
public static class DataWarnings
{
    /// <summary>Warnings about what a recipe trains on.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="task">Its task.</param>
    /// <param name="episodes">How many training episodes it has.</param>
    internal static IEnumerable<string> OfTraining(Recipe recipe, ITask task, int episodes)
    {
        if (recipe.Training.BatchSize > episodes)
        {
            yield return $"training.batch_size is {recipe.Training.BatchSize} and there are {episodes} images "
                + "to learn from; an epoch is a single step.";
        }
        IEnumerable<string> warnings = task switch
        {
            PictureTask pictures => PictureWarnings.Of(recipe.Task.Images, pictures.Set)
                .Concat(pictures.Background is PictureSet background
                    ? PictureWarnings.OfUnreadable(recipe.Task.BackgroundImages, background.Inventory) : []),
            ClassificationTask images => OfTraining(recipe, images.Load()),
            _ => [],
        };
        foreach (string warning in warnings)
        {
            yield return warning;
        }
    }

    /// <summary>Warnings about the images that a recipe trains on; none if they do not come from files.</summary>
    public static IEnumerable<string> OfTraining(Recipe recipe, TrainingData data)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(data);
        if (recipe.Task.Digits != DigitSource.Idx)
        {
            yield break;
        }
        int classes = 1 + Math.Max(data.Train.Labels.Highest(), data.Validation.Labels.Highest());
        if (recipe.Model.Classes > classes)
        {
            yield return $"model.classes is {recipe.Model.Classes} and the highest label of {recipe.Task.TrainingLabels} is {classes - 1}; "
                + $"model.classes={classes} leaves out classes that no image has.";
        }
        if (OfValidation(recipe, data) is string warning)
        {
            yield return warning;
        }
        if (data.Train is not FrameComposer { Digits: ImageSet digits })
        {
            yield break;
        }
        if (LightGround.IsIn(digits))
        {
            yield return LightGroundText(recipe.Task.TrainingImages, "while frame and surroundings are black; "
                + $"task.invert={(recipe.Task.Invert ? "false" : "true")} makes them light on black.");
        }
        foreach (string warningOfTest in OfTest(recipe, digits))
        {
            yield return warningOfTest;
        }
    }

    /// <summary>A warning about validation images of one class, or without most classes that are trained.</summary>
    private static string? OfValidation(Recipe recipe, TrainingData data)
    {
        if (data is not { Train.Labels.AreClasses: true, Validation.Labels: { Count: > 1, AreClasses: true } labels })
        {
            return null;
        }
        int[] present = [.. labels.ToArray().Distinct().Order()];
        int trained = data.Train.Labels.ToArray().Distinct().Count();
        string? which = present is [int only] ? $"have the class {only}"
            : labels.Count > trained && 2 * present.Length < trained ? $"have only the classes {string.Join(", ", present)}"
            : null;
        return which is null ? null
            : $"All {labels.Count} validation images, the last ones of {recipe.Task.TrainingImages}, {which}, "
                + "so their error says little about the other classes; shuffle the images together with their labels.";
    }

    /// <summary>Warnings about test images that are not like the training images; none while the file does not exist.</summary>
    private static IEnumerable<string> OfTest(Recipe recipe, ImageSet digits)
    {
        string path = recipe.Task.TestImages;
        if (!File.Exists(path))
        {
            yield break;
        }
        IdxImages test = IdxFile.ReadImages(path);
        if (test.Size != digits.Size)
        {
            yield return $"The test images of {path} have {test.Size} pixels and the training images {digits.Size}; "
                + "on another size the model does worse than it can.";
        }
        if (LightGround.IsIn(test.Pixels.Span, test.Size) != LightGround.IsIn(recipe.Task.Invert ? digits.Inverted() : digits))
        {
            yield return $"Only one of {recipe.Task.TrainingImages} and {path} seems to be dark ink on a light ground; "
                + "the model will be tested on what it did not learn.";
        }
    }

    /// <summary>Warnings about images that the model was not trained on.</summary>
    /// <param name="path">Where the images come from.</param>
    /// <param name="size">Their size.</param>
    /// <param name="isLight">Whether they are dark ink on a light ground.</param>
    /// <param name="trainedOn">The recipe of the model; null if it is unknown.</param>
    public static IEnumerable<string> OfEvaluation(string path, ImageSize size, bool isLight, Recipe? trainedOn)
    {
        if (trainedOn?.Task is { ImageWidth: int width, ImageHeight: int height } task && (task.HasBackground || !task.HasPictures)
            && (size.Width, size.Height) != (width, height))
        {
            yield return $"The images of {path} have {size} pixels, and the model was trained on {width}×{height}; "
                + "on another size it does worse than it can.";
        }
        if (trainedOn?.Task is { HasPictures: true, HasBackground: false, ShortSide: > 0 and int side }
            && Math.Min(size.Width, size.Height) != side)
        {
            yield return $"The images of {path} have {size} pixels, and the model was trained on pictures whose shorter side has {side}; "
                + "on another size it does worse than it can.";
        }
        if (isLight && OfLightGround(path, trainedOn) is string warning)
        {
            yield return warning;
        }
    }

    /// <summary>A warning about images of dark ink on a light ground; null for a model of pictures, which have any ground.</summary>
    /// <param name="path">Where the images come from.</param>
    /// <param name="trainedOn">The recipe of the model; null if it is unknown.</param>
    public static string? OfLightGround(string path, Recipe? trainedOn)
    {
        if (trainedOn?.Task.HasPictures == true)
        {
            return null;
        }
        // What files a user trained on is not known without them, unless they were inverted.
        bool isKnown = trainedOn is not null && (trainedOn.Task.Digits != DigitSource.Idx || trainedOn.Task.Invert);
        return LightGroundText(
            path, $"and the model {(isKnown ? "was" : "may have been")} trained on light ink on black; --invert inverts them.");
    }

    private static string LightGroundText(string path, string reason) =>
        $"The images of {path} seem to be dark ink on a light ground, {reason}";
}
