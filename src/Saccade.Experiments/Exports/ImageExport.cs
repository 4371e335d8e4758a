using System.Globalization;
using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Figures;
using Saccade.Runtime;

namespace Saccade.Experiments.Exports;

/// <summary>Writes the images that a recipe looks at, for people and for other programs.</summary>
public static class ImageExport
{
    /// <summary>Writes the first images of a split, those of epoch 0, into files named after recipe and split.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="split">Which images these are.</param>
    /// <param name="images">The images, from <see cref="RecipeData"/>.</param>
    /// <param name="count">How many, 1 to the number of images; a contact sheet shows up to <see cref="ContactSheet.MostImages"/>.</param>
    /// <param name="format">What is written.</param>
    /// <param name="folder">Where to; made if it is missing. Files of these names are replaced.</param>
    /// <returns>The files written.</returns>
    /// <exception cref="OptionException">There are not so many images, or they are too many for a sheet or for memory.</exception>
    /// <exception cref="SaccadeException">The folder or a file can't be written.</exception>
    public static IReadOnlyList<string> Write(
        Recipe recipe, Split split, FrameComposer images, int count, ExportFormat format, string folder)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(images);
        ImageSet set = images.Take(count);
        string start = Path.Combine(folder, $"{recipe.Name}-{split.Word()}");
        switch (format)
        {
            case ExportFormat.Png:
                byte[] sheet = ContactSheet.Render(set, $"{recipe.Name}: {split.Kind()} images", Note(recipe.Task, count, images));
                RunPictures.MakeFolder(folder);
                AtomicFile.WriteBytes(start + ".png", sheet);
                return [start + ".png"];
            case ExportFormat.Idx:
                RunPictures.MakeFolder(folder);
                IdxFile.WriteImages(start + "-images.idx", set);
                IdxFile.WriteLabels(start + "-labels.idx", set.Labels.ToArray());
                return [start + "-images.idx", start + "-labels.idx"];
            case ExportFormat.Npz:
                RunPictures.MakeFolder(folder);
                NumpyFile.WriteArchive(start + ".npz", set);
                return [start + ".npz"];
            default:
                throw new OptionException($"{nameof(format)} was {format}; it may be {string.Join(", ", Enum.GetNames<ExportFormat>())}.");
        }
    }

    private static string Note(TaskOptions task, int count, FrameComposer images)
    {
        string clutter = task.ClutterPatches switch
        {
            0 => "",
            1 => $" · 1 patch of {task.ClutterSide}×{task.ClutterSide}",
            int patches => $" · {patches} patches of {task.ClutterSide}×{task.ClutterSide}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count:N0} of {images.Count:N0} · {images.Size} pixels{clutter}");
    }
}
