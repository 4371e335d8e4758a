using Saccade.Evaluation;
using Saccade.Networks;
using Saccade.Policy;

namespace Saccade.Cli.Display;

/// <summary>Prints an evaluation.</summary>
internal static class EvaluationDisplay
{
    /// <summary>Prints it; <paramref name="kind"/> says in a word which episodes they were.</summary>
    public static void Show(TaskTest test, TrainedModel model, ITask task, EvaluationOptions options, string kind)
    {
        EvaluationResult result = test.Result;
        TaskMeasure measure = task.Measure;
        Line("Model", $"{model.Path} ({model.Name}{Unfinished(model)})");
        Line(Capital(measure.Items), $"{result.Images:N0} {kind} {measure.Items}, at {result.ImagesPerSecond:N0} a second");
        Line("Error", $"{Text.Percent(result)}{(test.Chance is null ? "" : $" {measure.Error}")}, {HowLooked(model.File.Model, options)}");
        if (test.Chance is EvaluationResult chance)
        {
            Line("Chance", $"{Text.Percent(chance)}, an agent whose every action is random");
        }
        if (result.Rollouts > 1)
        {
            string same = model.File.Model.IsStochastic(options.Policy) ? "" : ", all identical because nothing is random";
            Line("Averaged", $"{result.AveragedErrorPercent:F2}% over {result.Rollouts} rollouts{same}");
        }
        if (model.File.Model.Kind == ModelKind.Attention && result.AccuracyByGlimpse.Count > 0)
        {
            string accuracies = string.Join("  ", result.AccuracyByGlimpse.Select(accuracy => $"{100 * accuracy:F2}"));
            Line("Accuracy", $"after each glimpse: {accuracies} %");
        }
        if (result.Confusion.Count > 0)
        {
            ShowConfusion(result);
        }
    }

    private static void ShowConfusion(EvaluationResult result)
    {
        Console.WriteLine();
        Console.WriteLine("Confusion (rows: what it is, columns: what the model says)");
        int width = Math.Max(3, result.Confusion.SelectMany(row => row).Max().ToString().Length) + 1;
        Console.WriteLine("   " + string.Concat(Enumerable.Range(0, result.Confusion.Count).Select(c => Cell(c, width))));
        foreach ((int label, IReadOnlyList<int> row) in result.Confusion.Index())
        {
            IEnumerable<string> cells = row.Select((count, predicted) =>
                count == 0 && predicted != label ? "·".PadLeft(width) : Cell(count, width));
            Console.WriteLine(Cell(label, 3) + string.Concat(cells));
        }
    }

    private static string Unfinished(TrainedModel model) =>
        model.Run is RunFolder run && RunProgress.Read(run) is { Finished: false } progress
            ? $", not finished: the best of {progress.Epochs} of {run.Recipe.Training.Epochs} epochs" : "";

    private static string HowLooked(ModelOptions model, EvaluationOptions options) =>
        model.Kind != ModelKind.Attention ? "whole images"
        : model.RandomGlimpses ? "one rollout, random places"
        : options.Policy == PolicyMode.Mean ? "one rollout, mean policy"
        : "one rollout, sampled policy";

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static void Line(string name, string text) => Console.WriteLine($"{name,-9} {text}");

    private static string Cell(int value, int width) => value.ToString().PadLeft(width);
}
