using Saccade.Images;
using Saccade.Imaging.Sets;

namespace Saccade.Experiments.Runs;

/// <summary>What a trained model is evaluated on: its own task, other images, or labelled pictures of a folder or list.</summary>
/// <param name="task">The task.</param>
/// <param name="warnings">Warnings about its images; null for none.</param>
public sealed class EvaluationTask(ITask task, IReadOnlyList<string>? warnings = null) : IDisposable
{
    private const int MostLookedAt = 100;

    /// <summary>The task.</summary>
    public ITask Task => task;

    /// <summary>Warnings about images that can be read but are probably not what the user means, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; } = warnings ?? [];

    /// <summary>The pictures of the folder or list, which are the test images; null for other images.</summary>
    public TestPictures? Pictures { get; private init; }

    /// <summary>Whether a path is a folder or list of pictures, not a file of images.</summary>
    public static bool IsOfPictures(string path) =>
        Directory.Exists(path) || Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".parquet";

    /// <summary>Opens the pictures of a folder or list, decoded as those that the model was trained on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">A folder, a .csv or a .parquet file, whose classes the model knows.</param>
    /// <param name="invert">Whether every pixel is inverted.</param>
    /// <param name="access">How the pictures are opened.</param>
    /// <exception cref="SaccadeException">They cannot be opened, or have a class that the model does not know.</exception>
    public static EvaluationTask OpenPictures(TrainedModel model, string path, bool invert, PictureAccess access)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(access);
        IReadOnlyList<string> classNames = model.ClassNames;
        TestPictures pictures = TestPictures.Open(path, classNames, model.Decoding, invert, access.Cache, access.Progress);
        return new(
            new ClassificationTask(pictures.Size, classNames, training: null, () => pictures),
            [
                .. PictureWarnings.OfUnreadable(path, pictures.Inventory),
                .. DataWarnings.OfLightGround(path, model.Recipe) is string warning && AreLight(pictures) ? (string[])[warning] : [],
            ])
        {
            Pictures = pictures,
        };
    }

    /// <summary>Closes the pictures.</summary>
    public void Dispose() => Pictures?.Dispose();

    /// <summary>Whether most of the first pictures are dark ink on a light ground.</summary>
    private static bool AreLight(TestPictures pictures)
    {
        int looked = Math.Min(pictures.Labels.Count, MostLookedAt);
        int light = Enumerable.Range(0, looked).Count(i =>
        {
            byte[] pixels = new byte[pictures.SizeOf(0, i).Pixels];
            pictures.Read(0, i, pixels);
            return LightGround.IsIn(pixels, pictures.SizeOf(0, i));
        });
        return 2 * light > looked;
    }
}
