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

    private const int MostInMatrix = 26;

    private static readonly TextColumn[] s_classes =
        [new("class", IsText: true), new("images", Rank: 1), new("recall"), new("precision")];

    private static readonly TextColumn[] s_confusions =
        [new("is", IsText: true), new("classified as", IsText: true), new("images"), new("of its class", Rank: 1)];

    // A narrow terminal leaves out the rivals.
    private static readonly TextColumn[] s_curve =
    [
        new("Price"), new("Glimpses"), new("Error"), new("Threshold", Rank: 4), new("Glimpses", Rank: 5), new("Error", Rank: 6),
        new("Fixed", Rank: 1), new("Error", Rank: 2),
    ];

    /// <summary>Prints it; <paramref name="kind"/> says in a word which episodes they were.</summary>
    public static void Show(TaskTest test, TrainedModel model, ITask task, EvaluationOptions options, string kind)
    {
        EvaluationResult result = test.Result;
        TaskMeasure measure = task.Measure;
        Line("Model", $"{model.Path} ({model.Name}{Unfinished(model)})");
        Line(Capital(measure.Items), $"{result.Images:N0} {kind} {measure.Items}, at {result.ImagesPerSecond:N0} a second");
        Line("Error", $"{Text.Percent(result)}{(test.Chance is null ? "" : $" {measure.Error}")}, {HowLooked(model.File.Model, options)}");
        bool hasNames = result.Recall is not null && task.ClassNames.Any(name => name.Any(char.IsLetter));
        if (hasNames)
        {
            string five = result.TopFiveErrorPercent is double missed ? $"; among the five most probable classes: {100 - missed:F2}%" : "";
            Line("Balanced", $"{result.BalancedAccuracyPercent:F2}% accuracy, the mean over the classes{five}");
        }
        if (result.LabelErrorPercent is double labels)
        {
            Line("Labels", $"{labels:F2}% of single labels, position by position to the end of the longer sequence");
        }
        if (result.MeanGlimpses is double mean)
        {
            double price = options.Price ?? model.File.Model.Stop.Price;
            Line("Glimpses", $"{mean:F2} on average, at most {result.AccuracyByGlimpse.Count}; the price of one is {price}");
        }
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
            string served = model.File.Model.ReadsSequences ? ", of the label it serves" : "";
            Line("Accuracy", $"after each glimpse{served}: {accuracies} %");
        }
        if (result.FlopsPerImage is not null)
        {
            Line("Read", CostText.Of(result, model.File.Model));
        }
        if (result.StopCurve is StopCurve curve)
        {
            ShowCurve(curve);
        }
        if (hasNames)
        {
            ShowTable("By class", s_classes, ClassTables.Classes(result, task.ClassNames));
        }
        if (result.Confusion.Count > MostInMatrix)
        {
            IReadOnlyList<string> names = hasNames ? task.ClassNames : ClassificationTask.NumberedClasses(result.Confusion.Count);
            ShowTable("The most frequent confusions; --json has all", s_confusions, ClassTables.Confusions(result.Confusion, names));
        }
        else if (result.Confusion.Count > 0)
        {
            ShowConfusion(result, task.ClassNames);
        }
    }

    private static void ShowTable(string title, TextColumn[] columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Console.WriteLine();
        Console.WriteLine(WrappedText.Of(title, Terminal.Width, indent: 0));
        foreach (string line in TextTable.Lines(columns, [.. rows], Terminal.Width))
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>Three curves side by side: each row is a price, a threshold and a fixed number, with mean glimpses and error.</summary>
    private static void ShowCurve(StopCurve curve)
    {
        Console.WriteLine();
        const string title = "Error in percent against mean glimpses: by price (± is half the 95% interval), by a threshold on the class "
            + "probability, with the same number for all";
        Console.WriteLine(WrappedText.Of(title, Terminal.Width, indent: 0));
        int rows = Math.Max(curve.Prices.Count, Math.Max(curve.Thresholds.Count, curve.Fixed.Count));
        List<IReadOnlyList<string>> cells = [.. Enumerable.Range(0, rows).Select(row => (string[])
        [
            .. PriceCells(curve.Prices, row), .. Cells(curve.Thresholds, row, "0.###"),
            .. Cells(curve.Fixed, row, "0").Where((_, at) => at != 1),
        ])];
        foreach (string line in TextTable.Lines(s_curve, cells, Terminal.Width))
        {
            Console.WriteLine(line);
        }
    }

    private static string[] PriceCells(IReadOnlyList<StopPoint> points, int row)
    {
        string[] cells = Cells(points, row, "0.#####");
        return row < points.Count
            ? [cells[0], cells[1], $"{cells[2]} ± {(points[row].ErrorPercentHigh - points[row].ErrorPercentLow) / 2:F2}"]
            : cells;
    }

    private static string[] Cells(IReadOnlyList<StopPoint> points, int row, string format) => row < points.Count
        ? [points[row].Setting.ToString(format), $"{points[row].MeanGlimpses:F2}", $"{points[row].ErrorPercent:F2}"]
        : ["", "", ""];

    private static void ShowConfusion(EvaluationResult result, IReadOnlyList<string> names)
    {
        Console.WriteLine();
        string Name(int label) => label < names.Count ? names[label] : label.ToString();
        int longest = Enumerable.Range(0, result.Confusion.Count).Max(label => Name(label).Length);
        int width = Math.Max(Math.Max(3, longest), result.Confusion.SelectMany(row => row).Max().ToString().Length) + 1;
        int labelWidth = Math.Max(LabelWidth, longest);
        int needed = labelWidth + result.Confusion.Count * width;
        if (needed > Terminal.Width)
        {
            string note = $"The confusion matrix needs {needed} columns; --json has it too.";
            Console.WriteLine(WrappedText.Of(note, Terminal.Width, indent: 0));
            return;
        }
        Console.WriteLine(WrappedText.Of("Confusion (rows: what it is, columns: what the model says)", Terminal.Width, indent: 0));
        string titles = string.Concat(Enumerable.Range(0, result.Confusion.Count).Select(c => Name(c).PadLeft(width)));
        Console.WriteLine(new string(' ', labelWidth) + titles);
        foreach ((int label, IReadOnlyList<int> row) in result.Confusion.Index())
        {
            IEnumerable<string> cells = row.Select((count, predicted) =>
                predicted == label ? Terminal.Colour.Right(Cell(count, width))
                : count == 0 ? Terminal.Colour.Faint("·".PadLeft(width))
                : Terminal.Colour.Wrong(Cell(count, width)));
            Console.WriteLine(Name(label).PadLeft(labelWidth) + string.Concat(cells));
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
        Console.WriteLine(FactLines.Of(name, text, ValueColumn, Terminal.Width));

    private static string Cell(int value, int width) => value.ToString().PadLeft(width);
}
