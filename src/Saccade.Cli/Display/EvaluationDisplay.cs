using System.Globalization;
using Saccade.Evaluation;
using Saccade.Experiments.Runs;
using Saccade.Model;

namespace Saccade.Cli.Display;

/// <summary>Prints an evaluation.</summary>
internal static class EvaluationDisplay
{
    /// <summary>Prints it; <paramref name="images"/> says in a word which they were.</summary>
    public static void Show(EvaluationResult result, TrainedModel model, EvaluationOptions options, string images)
    {
        Line("Model", $"{model.Path} ({model.Recipe.Name}{Unfinished(model)})");
        Line("Images", string.Create(CultureInfo.InvariantCulture, $"{result.Images:N0} {images} images, at {result.ImagesPerSecond:N0} a second"));
        Line("Error", $"{Text.Percent(result)}, {HowLooked(model.File.Model, options)}");
        if (result.Rollouts > 1)
        {
            Line("Averaged", string.Create(CultureInfo.InvariantCulture, $"{result.AveragedErrorPercent:F2}% over {result.Rollouts} rollouts{(model.File.Model.VariesUnder(options.Policy) ? "" : ", all the same: nothing is random")}"));
        }
        if (model.File.Model.Kind == ModelKind.Attention)
        {
            Line("Accuracy", "after each glimpse: " + string.Join("  ", result.AccuracyByGlimpse.Select(a => (100 * a).ToString("F2", CultureInfo.InvariantCulture))) + " %");
        }
        Console.WriteLine();
        Console.WriteLine("Confusion (rows: what it is, columns: what the model says)");
        int width = Math.Max(3, result.Confusion.SelectMany(row => row).Max().ToString(CultureInfo.InvariantCulture).Length) + 1;
        Console.WriteLine("   " + string.Concat(Enumerable.Range(0, result.Confusion.Count).Select(c => Cell(c, width))));
        foreach ((int label, IReadOnlyList<int> row) in result.Confusion.Index())
        {
            Console.WriteLine(Cell(label, 3) + string.Concat(row.Select((count, named) => count == 0 && named != label ? "·".PadLeft(width) : Cell(count, width))));
        }
    }

    private static string Unfinished(TrainedModel model) =>
        model.Run is RunFolder run && RunProgress.Of(run) is { Finished: false } progress
            ? $", not finished: the best of {progress.Epochs} of {model.Recipe.Training.Epochs} epochs" : "";

    private static string HowLooked(ModelOptions model, EvaluationOptions options) =>
        model.Kind != ModelKind.Attention ? "whole images"
        : model.RandomGlimpses ? "one rollout, random places"
        : options.Policy == PolicyMode.Mean ? "one rollout, mean policy"
        : "one rollout, sampled policy";

    private static void Line(string name, string text) => Console.WriteLine($"{name,-9} {text}");

    private static string Cell(int value, int width) => value.ToString(CultureInfo.InvariantCulture).PadLeft(width);
}
