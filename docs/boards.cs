// Tests models on the test images of their own recipes, and writes a table and two figures: their errors against the FLOPs of an image and
// against the pixels that are read of it.
//
//   dotnet run docs/boards.cs OUT RUN...
//
// writes OUT.md, OUT-flops.png and OUT-pixels.png. RUN is a run or model; RUN:4,8,16 tests an attention model with 4, 8 and 16 glimpses.
#:project ../src/Saccade.Experiments/Saccade.Experiments.csproj
#:property RestorePackagesWithLockFile=false
#:property EnforceCodeStyleInBuild=false
#:property PublishAot=false

using System.Globalization;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Config;
using Saccade.Experiments.Reports;
using Saccade.Experiments.Runs;
using Saccade.Figures;
using Saccade.Networks;
using Saccade.Tasks;
using Saccade.Training;

if (args.Length < 2)
{
    Console.Error.WriteLine("Give the beginning of the names of the files to write, then runs.");
    return 2;
}
List<Row> rows = [];
foreach (string argument in args[1..])
{
    string[] parts = argument.Split(':');
    TrainedModel trained = TrainedModel.Open(parts[0]);
    TaskOptions task = trained.RequireRecipe().Task;
    ModelOptions model = trained.File.Model;
    using IEngine engine = trained.CreateEngine();
    ITask images = trained.OpenTask(dataFolder: null);
    int?[] numbers = parts.Length > 1
        ? [.. parts[1].Split(',').Select(text => (int?)int.Parse(text, CultureInfo.InvariantCulture))]
        : [null];
    foreach (int? glimpses in model.TakesGlimpses ? numbers : [null])
    {
        EvaluationResult result = TaskTest.Run(engine, images, Split.Test, new() { Glimpses = glimpses }).Result;
        // A reduced image is made of all its pixels, and a context network reads all.
        bool all = !model.TakesGlimpses || model.Context.Side > 0 || task.Shrink > 1;
        int height = task.HasBackground ? task.FrameHeight : images.Size.Height;
        int width = task.HasBackground ? task.FrameWidth : images.Size.Width;
        rows.Add(new(
            height, width, model.TakesGlimpses ? "attention" : "convolutional net",
            (model.TakesGlimpses ? Counted.Of(glimpses ?? model.Glimpses, "glimpse", "glimpses") : "whole image")
                + (task.Shrink > 1 ? $", shrunk to {task.ImageWidth}×{task.ImageHeight}" : ""),
            result, CostText.Seen(result.SeenShares, model), (all ? 1 : result.SeenShares[^1]) * height * width));
        Console.WriteLine(Line(rows[^1]));
    }
}
rows = [.. rows.OrderBy(row => row.Height).ThenBy(row => row.Kind).ThenBy(row => row.Result.FlopsPerImage)];
File.WriteAllLines(args[0] + ".md",
[
    "| pixels | model | sees | test error, % (95% interval) | an image | pixels read | of these | images a second |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    .. rows.Select(Line),
]);
File.WriteAllBytes(args[0] + "-flops.png", ErrorCostFigure.Render(
    "Test error, %", "FLOPs for an image", Panels(row => row.Result.FlopsPerImage!.Value)));
File.WriteAllBytes(args[0] + "-pixels.png", ErrorCostFigure.Render("Test error, %", "pixels read of an image", Panels(row => row.Pixels)));
return 0;

ErrorPanel[] Panels(Func<Row, double> cost) =>
[
    .. rows.GroupBy(row => $"{row.Width}×{row.Height} pixels").Select(size => new ErrorPanel(
        size.Key, [.. size.GroupBy(row => row.Kind).Select(kind => new ErrorCurve(
            kind.Key, [.. kind.Select(row => (cost(row), row.Result.ErrorPercent))]))])),
];

static string Line(Row row) => string.Create(CultureInfo.InvariantCulture,
    $"| {row.Width}×{row.Height} | {row.Kind} | {row.Sees} | {row.Result.ErrorPercent:0.00} ({row.Result.ErrorPercentLow:0.00} to "
    + $"{row.Result.ErrorPercentHigh:0.00}) | {CostText.Flops(row.Result.FlopsPerImage!.Value)} | {row.Pixels:N0} | {row.Seen} | "
    + $"{row.Result.ImagesPerSecond:N0} |");

internal sealed record Row(
    int Height, int Width, string Kind, string Sees, EvaluationResult Result, string Seen, double Pixels);
