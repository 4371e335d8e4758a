using Saccade.Experiments.Export;
using Saccade.Figures;
using Saccade.Images;
using Saccade.Imaging.Sets;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade data</c>: the images of a recipe as a contact sheet, or as files for other programs.</summary>
internal static class DataCommand
{
    private const int DefaultOnSheet = 100;

    public static Command Make()
    {
        Argument<string?> recipe = new(RecipeHelp.Argument)
        {
            Description = "A recipe's name, or a path to a TOML file",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> pictures = Arguments.Path("--images", "DIR",
            "Pictures in place of a recipe's: a folder with a subfolder for each class, a .csv of path and label, or a .parquet file");
        Option<int?> cacheSize = Arguments.CacheSize();
        Option<string?> output = Arguments.Path("--out", "DIR", "Folder of the files; without it, what --images has is only listed");
        Option<int?> count = Arguments.Whole("--count", 1, int.MaxValue, "N",
            $"How many images, the first ones (default {DefaultOnSheet} for png, else all)");
        Option<Split?> split = Arguments.Choice<Split>("--split", "Which images (default test)");
        Option<ExportFormat?> format = Arguments.Choice<ExportFormat>("--format",
            "A contact sheet, a pair of IDX files or a NumPy archive (default png)");
        Option<bool> augmented = new("--augmented") { Description = "Training images with the random changes of task.augmentation" };
        Option<string?> data = Arguments.Data();
        Option<long> seed = Arguments.Seed();
        seed.Description = "Seed of the run whose training images to take; the others are the same for every seed";
        Option<string[]> set = Arguments.Set();
        Command command = new("data", "Show the images of a recipe on a contact sheet, or export them for use elsewhere")
        {
            recipe, pictures, cacheSize, output, count, split, format, augmented, data, seed, set,
            ExtensionOption.Make(),
        };
        command.Validators.Add(result =>
        {
            bool hasRecipe = result.GetResult(recipe) is { Tokens.Count: > 0 }, hasPictures = result.GetResult(pictures) is not null;
            if (!hasRecipe && !hasPictures)
            {
                result.AddError($"Give a {RecipeHelp.Argument}, or pictures with {pictures.Name}.");
            }
            else if (result.GetResult(output) is null && !hasPictures)
            {
                result.AddError($"Option '{output.Name}' is required.");
            }
            else if (result.GetResult(output) is null
                && new Option[] { augmented, split, count, format }.FirstOrDefault(option =>
                    result.GetResult(option) is { Implicit: false }) is Option files)
            {
                result.AddError($"{files.Name} needs {output.Name}, the folder of the files; without it pictures are only listed.");
            }
        });
        command.SetAction(parsed =>
        {
            Recipe resolved = PictureArgument.Recipe(parsed.GetValue(recipe), parsed.GetValue(pictures)).With(parsed.GetValue(set)!);
            DataOption.RefuseWithoutMnist(parsed, data, resolved);
            DataOption.RefuseWithoutPictures(parsed, resolved, cacheSize);
            Split usual = parsed.GetValue(augmented) ? Split.Train : Split.Test;
            if (parsed.GetValue(augmented) && parsed.GetValue(split) is not Split.Train)
            {
                Arguments.RefuseGiven(parsed, $"{augmented.Name} shows training images.", split);
            }
            (Split part, ExportFormat form) = (parsed.GetValue(split) ?? usual, parsed.GetValue(format) ?? ExportFormat.Png);
            using DownloadDisplay download = new();
            using PictureDisplay progress = new();
            PictureTask? task = resolved.Task.HasPictures
                ? new(resolved, new() { Cache = Arguments.Cache(parsed.GetValue(cacheSize)), Progress = progress })
                : null;
            if (task is not null)
            {
                InventoryDisplay.Show(resolved.Task.Images, task.Set);
                if (task.Background is PictureSet background)
                {
                    InventoryDisplay.ShowBackground(resolved.Task.BackgroundImages, background);
                }
                if (parsed.GetValue(output) is null)
                {
                    return;
                }
            }
            IImageSource? picked = parsed.GetValue(augmented) ? task?.TrainingImages(parsed.GetValue(seed))
                : task?.Images(part);
            IImageSource images = picked
                ?? RecipeTask.Images(resolved, part, parsed.GetValue(data), parsed.GetValue(seed), download);
            int number = Number(parsed.GetValue(count), form, images.Count);
            IReadOnlyList<string> files = ImageExport.Write(
                resolved, part, images, number, form, parsed.GetRequiredValue(output)!, task?.ClassNames);
            Text.Print(
                $"{number:N0} of {images.Count:N0} {part.Kind()} images of {resolved.Name}, {images.Size} pixels:");
            Text.PrintFiles(files);
        });
        return command;
    }

    private static int Number(int? asked, ExportFormat format, int images)
    {
        int most = format == ExportFormat.Png ? Math.Min(images, ContactSheet.MostImages) : images;
        int number = asked ?? (format == ExportFormat.Png ? Math.Min(images, DefaultOnSheet) : images);
        return number <= most
            ? number
            : throw new OptionException(new(ErrorKind.OutOfRange)
            {
                Key = "--count",
                Value = number,
                Allowed = $"1 to {most}",
                Detail = most == images ? "there are no more images" : "a contact sheet shows no more",
            });
    }
}
