using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Figures;
using Saccade.Images;

namespace Saccade.Experiments.Export;

/// <summary>Writes the images that a recipe looks at, for people and for other programs.</summary>
public static class ImageExport
{
    /// <summary>Writes the first images of a split, those of epoch 0, into files named after recipe and split.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="split">Which images these are.</param>
    /// <param name="images">The images, from <see cref="RecipeTask"/>.</param>
    /// <param name="count">How many, 1 to the number of images; a contact sheet shows up to <see cref="ContactSheet.MostImages"/>.</param>
    /// <param name="format">What is written.</param>
    /// <param name="folder">Where to; made if it is missing. Files of these names are replaced.</param>
    /// <param name="names">The names of the classes; those of the recipe's digits when null.</param>
    /// <returns>The files written.</returns>
    /// <exception cref="OptionException">There are fewer images, or they are too many for a sheet or for memory.</exception>
    /// <exception cref="SaccadeException">The folder or a file cannot be written.</exception>
    public static IReadOnlyList<string> Write(
        Recipe recipe, Split split, IImageSource images, int count, ExportFormat format, string folder,
        IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(images);
        string start = Path.Combine(folder, $"{recipe.Name}-{split.Word()}");
        if (Require.Defined(format, nameof(format)) == ExportFormat.Png)
        {
            byte[] sheet = ContactSheet.Render(
                images, $"{recipe.Name}: {split.Kind()} images", Note(recipe.Task, count, images), count: count,
                names: names ?? DigitImages.ClassNames(recipe.Task, recipe.Model.Classes));
            return RunPictures.WriteAll(folder, [(Path.GetFileName(start) + ".png", sheet)]);
        }
        ImageSet set = ImageSet.Read(images, count);
        RunPictures.MakeFolder(folder);
        if (format == ExportFormat.Npz)
        {
            NumpyFile.WriteArchive(start + ".npz", set);
            return [start + ".npz"];
        }
        IdxFile.RequireClasses(start + "-labels.idx", set.Labels);
        IdxFile.WriteImages(start + "-images.idx", set);
        IdxFile.WriteLabels(start + "-labels.idx", set.Labels);
        return [start + "-images.idx", start + "-labels.idx"];
    }

    private static string Note(TaskOptions task, int count, IImageSource images)
    {
        string clutter = task.ClutterPatches switch
        {
            _ when images.SizeIn(0) != images.Size => $" in the first epoch, growing to {images.Size}",
            0 => "",
            1 => $" · 1 patch of {task.ClutterSide}×{task.ClutterSide}",
            int patches => $" · {patches} patches of {task.ClutterSide}×{task.ClutterSide}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count:N0} of {images.Count:N0} · {images.SizeIn(0)} pixels{clutter}");
    }
}
