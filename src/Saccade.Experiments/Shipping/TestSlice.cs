using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Learning;

namespace Saccade.Experiments.Shipping;

/// <summary>The part of the test images by which a shipped model is checked: the first ones, one rollout, mean policy, seed 0.</summary>
/// <param name="Images">How many images.</param>
/// <param name="Wrong">How many of them the model named wrongly.</param>
internal sealed record TestSlice(int Images, int Wrong)
{
    private const int MostImages = 1000;

    /// <summary>Lets a model look at the slice of its own task.</summary>
    public static TestSlice Of(TrainedModel trained, string? dataFolder, int? threads, IProgress<DownloadProgress>? download = null)
    {
        FrameComposer test = RecipeData.ForTest(trained.Recipe, dataFolder, download);
        ImageSet first = test.Take(Math.Min(MostImages, test.Count));
        FrameComposer slice = new(first, new() { FrameWidth = first.Size.Width, FrameHeight = first.Size.Height }, default);
        using ITrainingEngine agent = trained.MakeAgent(threads);
        EvaluationResult result = Evaluator.Evaluate(agent, slice, new());
        return new(slice.Count, slice.Count - result.Confusion.Index().Sum(row => row.Item[row.Index]));
    }
}
