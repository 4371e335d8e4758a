using System.CommandLine;
using Saccade.Cli.Display;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Reports;
using Saccade.Experiments.Runs;
using Saccade.Figures;
using Saccade.Learning;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade figures</c>: every figure of a model, for a paper, slides or a page.</summary>
internal static class FiguresCommand
{
    public static Command Make()
    {
        Argument<string> model = Arguments.RunOrModel();
        Option<string?> output = Arguments.Path("--out", "DIR", "Folder of the figures (default: the run's pictures/figures, or figures/NAME for a model file)");
        Option<FigureFormat?> format = Arguments.Choice<FigureFormat>("--format", "Kind of the files; animations are WebP always (default png)");
        Option<FigureTheme?> theme = Arguments.Choice<FigureTheme>("--theme", "Background they are made for (default light)");
        Option<int?> scale = Arguments.Whole("--scale", 1, 4, "N", "Pixels of a PNG or an animation for each of the layout (default 2)");
        Option<Split?> split = Arguments.Judged(Split.Validation);
        Option<string?> data = Arguments.Data();
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Command command = new("figures", "Draw every figure of a model: rollouts, animations, heat maps, accuracies, confusion, mistakes, curves")
        {
            model, output, format, theme, scale, split, data, seed, threads,
        };
        command.SetAction(parsed =>
        {
            TrainedModel trained = TrainedModel.Open(parsed.GetRequiredValue(model));
            GlimpseTracer.RequirePath(trained.File.Model);
            GameCommands.RefuseGame(trained, "its pictures come from 'saccade look'.");
            DataOption.RefuseWithoutMnist(parsed, data, trained.Recipe);
            FigureOptions options = new()
            {
                Format = parsed.GetValue(format) ?? FigureFormat.Png,
                Theme = parsed.GetValue(theme) ?? FigureTheme.Light,
                Scale = parsed.GetValue(scale) ?? 2,
            };
            using DownloadDisplay download = new();
            Split part = parsed.GetValue(split) ?? Split.Validation;
            FrameComposer images = RecipeData.For(trained.Recipe, part, parsed.GetValue(data), 0, download);
            using ITrainingEngine agent = trained.MakeAgent(parsed.GetValue(threads));
            Survey survey = Survey.Of(agent, images, trained.Recipe.Name, RunFigures.Kept, parsed.GetValue(seed));
            string folder = parsed.GetValue(output) ?? (trained.Run is null ? Path.Combine("figures", trained.Recipe.Name) : Path.Combine(trained.Run.PicturesPath, "figures"));
            IReadOnlyList<string> files = RunFigures.Write(survey, trained.Run, folder, options);
            Console.WriteLine($"{trained.Recipe.Name} on {images.Count:N0} {part.Kind()} images. Figures:");
            foreach (string file in files)
            {
                Console.WriteLine("  " + file);
            }
        });
        return command;
    }
}
