using Saccade.Evaluation;
using Saccade.Experiments.Engines;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using Saccade.Policy;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade look</c>: pictures of where a model looks on unseen images, and its learning curves.</summary>
internal static class LookCommand
{
    private const int DefaultAsText = 1;

    public static Command Make()
    {
        ModelArgument model = new();
        Option<int?> images = Arguments.Whole("--images", 1, 400, "N",
            $"How many images (default {RunPictures.DefaultImages}, {DefaultAsText} as text), or episodes");
        Option<string?> output = Arguments.Path("--out", "DIR",
            "Folder of the pictures (default: the run's pictures/SPLIT, pictures/given of given pictures, or look/NAME for a model file)");
        Option<bool> ascii = new("--ascii")
        {
            Description = "Show the rollouts here as text of up to 80 columns, for a remote shell, and write no pictures",
        };
        TestImagesOption testImages = new(Split.Test);
        Option<PolicyMode?> policy = Arguments.Policy();
        Option<int?> glimpses = Arguments.Glimpses(FigureOptions.MostGlimpses);
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Option<EngineKind?> engine = Arguments.Engine();
        Option<ComputeDevice?> device = Arguments.Device();
        Command command = new("look", "Draw where a model looks on unseen images, and its learning curves")
        {
            images, output, ascii, policy, glimpses, seed, threads, engine, device,
        };
        testImages.AddTo(command);
        model.AddTo(command);
        command.Validators.Add(result =>
        {
            // Its tokens and not its value, which is unavailable when the flag is given twice.
            if (result.GetResult(ascii) is { Implicit: false, Tokens: [] or [{ Value: "true" }] } && result.GetResult(output) is not null)
            {
                result.AddError("--out cannot be given with --ascii: the rollouts are shown as text, nothing is written.");
            }
        });
        command.SetAction(parsed =>
        {
            TrainedModel trained = model.Open(parsed);
            GlimpseTracer.RequirePath(trained.File.Model);
            using DownloadDisplay download = new();
            using PictureDisplay progress = new();
            using EvaluationTask evaluation = testImages.Open(parsed, trained, download, progress);
            ITask task = evaluation.Task;
            Split part = testImages.Part(parsed);
            string shown = testImages.Given(parsed) is null ? part.Word() : testImages.Kind(parsed);
            string folder = parsed.GetValue(output)
                ?? (trained.Run is null ? Path.Combine("look", trained.Name) : Path.Combine(trained.Run.PicturesPath, shown));
            if (task.Answers == AnswerKind.Action)
            {
                Arguments.RefuseGiven(parsed, "the answers of this task are actions, which the text does not show.", ascii);
            }
            GlimpsesOption.RefuseWhereFixed(parsed, glimpses, task);
            using IEngine agent = trained.CreateEngine(
                parsed.GetValue(threads), parsed.GetValue(engine), parsed.GetValue(device) ?? ComputeDevice.Cpu);
            bool asText = parsed.GetValue(ascii);
            EvaluationOptions options = new()
            {
                Policy = parsed.GetValue(policy) ?? PolicyMode.Mean,
                Glimpses = parsed.GetValue(glimpses),
                Seed = parsed.GetValue(seed),
            };
            IEpisodeSource episodes = task.Episodes(part, options.Seed);
            int count = parsed.GetValue(images) ?? (asText ? DefaultAsText : RunPictures.DefaultCount(episodes));
            GlimpseTrace[] traces =
                [.. GlimpseTracer.Trace(agent, episodes, count, options).Select(trace => trace with { ClassNames = task.ClassNames })];
            if (asText)
            {
                Console.Write(string.Join('\n', traces.Select(trace => RolloutText.Render(trace, Terminal.Width, Terminal.Colour))));
                return;
            }
            List<string> files = [.. RunPictures.WriteRollouts(traces, folder)];
            if (trained.Run is not null && RunPictures.WriteCurves(trained.Run, folder) is string curves)
            {
                files.Add(curves);
            }
            string succeeded = $"{traces.Count(t => t.Succeeded)} of {traces.Length}";
            Console.WriteLine($"{succeeded} {testImages.Kind(parsed)} {task.Measure.Items} {task.Measure.Succeeded}. Pictures:");
            Text.PrintFiles(files);
        });
        return command;
    }
}
