using Saccade.Evaluation;
using Saccade.Experiments.Reports;
using Saccade.Figures.Drawing;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade figures</c>: every figure of a model, for a paper, slides or a page.</summary>
internal static class FiguresCommand
{
    public static Command Make()
    {
        ModelArgument model = new();
        Option<string?> output = Arguments.Path("--out", "DIR",
            "Folder of the figures (default: the run's pictures/figures, pictures/figures-given of given pictures, or figures/NAME for a "
                + "model file)");
        Option<FigureFormat?> format = Arguments.Choice<FigureFormat>("--format",
            "Kind of the files; animations are WebP always (default png)");
        Option<FigureTheme?> theme = Arguments.Choice<FigureTheme>("--theme", "Background they are made for (default light)");
        Option<int?> scale = Arguments.Whole("--scale", 1, 4, "N", "Pixel density of a PNG or an animation (default 2)");
        TestImagesOption images = new(Split.Validation);
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Command command = new("figures",
            "Draw every figure of a model: rollouts, animations, heat maps, accuracies, confusion, mistakes, curves")
        {
            output, format, theme, scale, seed, threads,
        };
        images.AddTo(command);
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            TrainedModel trained = model.Open(parsed);
            GlimpseTracer.RequirePath(trained.File.Model);
            FigureOptions options = new()
            {
                Format = parsed.GetValue(format) ?? FigureFormat.Png,
                Theme = parsed.GetValue(theme) ?? FigureTheme.Light,
                Scale = parsed.GetValue(scale) ?? 2,
            };
            using DownloadDisplay download = new();
            using PictureDisplay progress = new();
            using EvaluationTask evaluation = images.Open(parsed, trained, download, progress);
            ITask task = evaluation.Task;
            if (task.Answers != AnswerKind.Class)
            {
                throw new OptionException(new(
                    ErrorKind.Unsupported,
                    trained.Path,
                    "the model has another task than to classify images",
                    "'saccade look' draws its episodes"));
            }
            using IEngine engine = trained.CreateEngine(parsed.GetValue(threads));
            Inspection inspection = Inspection.Run(
                engine, task, images.Part(parsed), trained.Name, RunFigures.Rollouts, parsed.GetValue(seed));
            string folder = parsed.GetValue(output) ?? (trained.Run is null
                ? Path.Combine("figures", trained.Name)
                : Path.Combine(trained.Run.PicturesPath, images.Given(parsed) is null ? "figures" : "figures-given"));
            IReadOnlyList<string> files = RunFigures.Write(inspection, trained.Run, folder, options);
            Text.Print($"{trained.Name} on {inspection.Result.Images:N0} {images.Kind(parsed)} images. Figures:");
            Text.PrintFiles(files);
        });
        return command;
    }
}
