using System.CommandLine;
using System.Globalization;
using Saccade.Checkpoints;
using Saccade.Cli.Display;
using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Reports;
using Saccade.Experiments.Runs;
using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade report</c>: all about a run in one HTML file.</summary>
internal static class ReportCommand
{
    private const int DefaultImages = 24;

    public static Command Make()
    {
        Argument<string> model = Arguments.RunOrModel();
        Option<string?> output = Arguments.Path("--out", "FILE", "The HTML file, whose name ends in .html (default: report.html in the run's folder, or here for a model file)");
        Option<int?> images = Arguments.Whole("--images", 1, 200, "N", $"How many rollouts to show, and how many mistakes or episodes of a game at most (default {DefaultImages})");
        Option<Split?> split = Arguments.Judged(Split.Validation);
        Option<string?> data = Arguments.Data();
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Command command = new("report", "Write one HTML file about a run: result, rollouts that play, figures, mistakes, recipe")
        {
            model, output, images, split, data, seed, threads,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is string asked && !asked.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
            {
                throw new OptionException($"--out was '{asked}'; the name of a report may be any that ends in .html.");
            }
            TrainedModel trained = TrainedModel.Open(parsed.GetRequiredValue(model));
            string file = parsed.GetValue(output) ?? (trained.Run is null ? "report.html" : Path.Combine(trained.Run.Path, "report.html"));
            (Split part, int shown) = (parsed.GetValue(split) ?? Split.Validation, parsed.GetValue(images) ?? DefaultImages);
            DataOption.RefuseWithoutMnist(parsed, data, trained.Recipe);
            string page;
            if (trained.Recipe.PlaysGame)
            {
                page = GameCommands.Report(trained, shown, part, parsed.GetValue(seed), parsed.GetValue(threads));
            }
            else
            {
                using DownloadDisplay download = new();
                FrameComposer set = RecipeData.For(trained.Recipe, part, parsed.GetValue(data), 0, download);
                using ITrainingEngine agent = trained.MakeAgent(parsed.GetValue(threads));
                Survey survey = Survey.Of(agent, set, trained.Recipe.Name, shown, parsed.GetValue(seed));
                page = RunReport.Of(trained, survey, part);
            }
            AtomicFile.WriteText(file, page);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Report  {file} ({page.Length / 1e6:0.0} MB; open it in a browser)"));
        });
        return command;
    }
}
