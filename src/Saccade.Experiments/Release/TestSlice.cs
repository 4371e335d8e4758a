using Saccade.Data.Sources;
using Saccade.Images;

namespace Saccade.Experiments.Release;

/// <summary>The part of the test images by which a released model is checked: the first ones, one rollout, mean policy, seed 0.</summary>
/// <param name="Images">The number of images.</param>
/// <param name="Wrong">The number of images that the model misclassified.</param>
internal sealed record TestSlice(int Images, int Wrong)
{
    private const int MostImages = 1000;

    /// <summary>Classifies the slice of the model's own task.</summary>
    public static TestSlice Measure(TrainedModel trained, string? dataFolder, int? threads, IProgress<DownloadProgress>? download = null)
    {
        IImageSource test = trained.OpenImages(Split.Test, dataFolder, download: download);
        ImageSet slice = ImageSet.Read(test, Math.Min(MostImages, test.Count));
        using IEngine agent = trained.CreateEngine(threads);
        EvaluationResult result = Evaluator.Evaluate(agent, slice, new());
        return new(slice.Count, (int)Math.Round(result.ErrorPercent * slice.Count / 100));
    }
}
