using Saccade.Experiments.Export;
using Saccade.Figures;
using Saccade.Images;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade data</c>: the images of a recipe as a contact sheet, or as files for other programs.</summary>
internal static class DataCommand
{
    private const int DefaultOnSheet = 100;

    public static Command Make()
    {
        Argument<string> recipe = new(RecipeHelp.Argument)
        {
            Description = "A recipe's name, or a path to a TOML file",
        };
        Option<string?> output = Arguments.Path("--out", "DIR", "Folder of the files");
        output.Required = true;
        Option<int?> count = Arguments.Whole("--count", 1, int.MaxValue, "N",
            $"How many images, the first ones (default {DefaultOnSheet} for png, else all)");
        Option<Split?> split = Arguments.Choice<Split>("--split", "Which images (default test)");
        Option<ExportFormat?> format = Arguments.Choice<ExportFormat>("--format",
            "A contact sheet, a pair of IDX files or a NumPy archive (default png)");
        Option<string?> data = Arguments.Data();
        Option<long> seed = Arguments.Seed();
        seed.Description = "Seed of the run whose training images to take; the others are the same for every seed";
        Option<string[]> set = Arguments.Set();
        Command command = new("data", "Show the images of a recipe on a contact sheet, or export them for use elsewhere")
        {
            recipe, output, count, split, format, data, seed, set,
        };
        command.SetAction(parsed =>
        {
            Recipe resolved = RecipeFile.Read(parsed.GetRequiredValue(recipe)).With(parsed.GetValue(set)!);
            DataOption.RefuseWithoutMnist(parsed, data, resolved);
            (Split part, ExportFormat form) = (parsed.GetValue(split) ?? Split.Test, parsed.GetValue(format) ?? ExportFormat.Png);
            using DownloadDisplay download = new();
            IImageSource images = RecipeTask.Images(resolved, part, parsed.GetValue(data), parsed.GetValue(seed), download);
            int number = Number(parsed.GetValue(count), form, images.Count);
            IReadOnlyList<string> files = ImageExport.Write(resolved, part, images, number, form, parsed.GetRequiredValue(output)!);
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
