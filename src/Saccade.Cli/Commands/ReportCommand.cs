using Saccade.Experiments.Reports;
using Saccade.IO;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade report</c>: all about a run in one HTML file.</summary>
internal static class ReportCommand
{
    private const int DefaultImages = 24;

    public static Command Make()
    {
        ModelArgument model = new();
        Option<string?> output = Arguments.Path("--out", "FILE",
            "The HTML file, whose name ends in .html (default: report.html in the run's folder, or here for a model file)");
        Option<int?> images = Arguments.Whole("--images", 1, 200, "N",
            $"How many rollouts to show, and how many mistakes or episodes at most (default {DefaultImages})");
        Option<Split?> split = Arguments.EvaluationSplit(Split.Validation);
        Option<string?> data = Arguments.Data();
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Command command = new("report", "Write one HTML file about a run: result, rollouts that play, figures, mistakes, recipe")
        {
            output, images, split, data, seed, threads,
        };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is string asked && !asked.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
            {
                throw new OptionException(
                    new(ErrorKind.NotAllowed) { Key = "--out", Value = asked, Allowed = "any name that ends in .html" });
            }
            TrainedModel trained = model.Open(parsed);
            Recipe recipe = trained.RequireTask();
            string file = parsed.GetValue(output) ?? (trained.Run is null ? "report.html" : Path.Combine(trained.Run.Path, "report.html"));
            (Split part, int shown) = (parsed.GetValue(split) ?? Split.Validation, parsed.GetValue(images) ?? DefaultImages);
            DataOption.RefuseWithoutMnist(parsed, data, recipe);
            using DownloadDisplay download = new();
            using PictureDisplay pictures = new();
            ITask task = trained.OpenTask(parsed.GetValue(data), download: download, pictures: new() { Progress = pictures });
            using IEngine engine = trained.CreateEngine(parsed.GetValue(threads));
            string page = RunReport.Write(
                trained, Inspection.Run(engine, task, part, recipe.Name, shown, parsed.GetValue(seed)), part);
            Text.PrintWarnings(trained.WarningsOfPictures(task));
            AtomicFile.WriteText(file, page);
            Text.Print($"Report  {file} ({page.Length / 1e6:0.0} MB; open it in a browser)");
        });
        return command;
    }
}
