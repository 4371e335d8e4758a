using Saccade.Evaluation;
using Saccade.Experiments.Reports;
using Saccade.Networks;
using Saccade.Policy;

namespace Saccade.Cli.Display;

/// <summary>Prints an evaluation.</summary>
internal static class EvaluationDisplay
{
    private const int ValueColumn = 10;
    private const int LabelWidth = 3;

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
        if (model.File.Model.TakesGlimpses && result.AccuracyByGlimpse.Count > 0)
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
        int width = Math.Max(3, result.Confusion.SelectMany(row => row).Max().ToString().Length) + 1;
        int needed = LabelWidth + result.Confusion.Count * width;
        if (needed > Terminal.Width)
        {
            string note = $"The confusion matrix needs {needed} columns; --json has it too.";
            Console.WriteLine(WrappedText.Of(note, Terminal.Width, indent: 0));
            return;
        }
        Console.WriteLine(WrappedText.Of("Confusion (rows: what it is, columns: what the model says)", Terminal.Width, indent: 0));
        string titles = string.Concat(Enumerable.Range(0, result.Confusion.Count).Select(c => Cell(c, width)));
        Console.WriteLine(new string(' ', LabelWidth) + titles);
        foreach ((int label, IReadOnlyList<int> row) in result.Confusion.Index())
        {
            IEnumerable<string> cells = row.Select((count, predicted) =>
                predicted == label ? Terminal.Colour.Right(Cell(count, width))
                : count == 0 ? Terminal.Colour.Faint("·".PadLeft(width))
                : Terminal.Colour.Wrong(Cell(count, width)));
            Console.WriteLine(Cell(label, LabelWidth) + string.Concat(cells));
        }
    }

    private static string Unfinished(TrainedModel model) =>
        model.Run is RunFolder run && RunProgress.Read(run) is { Finished: false } progress
            ? $", not finished: the best of {progress.Epochs} of {run.Recipe.Training.Epochs} epochs" : "";

    private static string HowLooked(ModelOptions model, EvaluationOptions options) =>
        !model.TakesGlimpses ? "whole images"
        : model.RandomGlimpses ? "one rollout, random places"
        : options.Policy == PolicyMode.Mean ? "one rollout, mean policy"
        : "one rollout, sampled policy";

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static void Line(string name, string text) =>
        Console.WriteLine(FactLines.Of(name, TerminalText.OneLine(text, Text.MostOfLine), ValueColumn, Terminal.Width));

    private static string Cell(int value, int width) => value.ToString().PadLeft(width);
}
