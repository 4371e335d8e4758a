using System.CommandLine;
using Saccade.Cli.Display;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Figures;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade look</c>: pictures of where a model looks on unseen images, and its learning curves.</summary>
internal static class LookCommand
{
    private const int DefaultImages = 12;
    private const int DefaultAsText = 1;

    public static Command Make()
    {
        Argument<string> model = Arguments.RunOrModel();
        Option<int?> images = Arguments.Whole("--images", 1, 400, "N", $"How many images (default {DefaultImages}, {DefaultAsText} as text), or episodes of a game");
        Option<string?> output = Arguments.Path("--out", "DIR", "Folder of the pictures (default: the run's pictures/SPLIT, or look/NAME for a model file)");
        Option<bool> ascii = new("--ascii") { Description = "Show the rollouts here as text of 80 columns, for a remote shell, and write no pictures" };
        Option<Split?> split = Arguments.Judged(Split.Test);
        Option<string?> data = Arguments.Data();
        Option<PolicyMode?> policy = Arguments.Policy();
        Option<int?> glimpses = Arguments.Glimpses(FigureOptions.MostGlimpses);
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Option<EngineKind?> engine = Arguments.Engine();
        Option<ComputeDevice?> device = Arguments.Device();
        Command command = new("look", "Draw where a model looks on unseen images, and its learning curves")
        {
            model, images, output, ascii, split, data, policy, glimpses, seed, threads, engine, device,
        };
        command.Validators.Add(result =>
        {
            // Its tokens and not its value, which can't be had when the flag is given twice.
            if (result.GetResult(ascii) is { Implicit: false, Tokens: [] or [{ Value: "true" }] } && result.GetResult(output) is not null)
            {
                result.AddError("--out can't be given with --ascii: the rollouts are shown as text, nothing is written.");
            }
        });
        command.SetAction(parsed =>
        {
            TrainedModel trained = TrainedModel.Open(parsed.GetRequiredValue(model));
            GlimpseTracer.RequirePath(trained.File.Model);
            Split part = parsed.GetValue(split) ?? Split.Test;
            string folder = parsed.GetValue(output)
                ?? (trained.Run is null ? Path.Combine("look", trained.Recipe.Name) : Path.Combine(trained.Run.PicturesPath, part.Word()));
            if (trained.Recipe.PlaysGame)
            {
                Arguments.RefuseGiven(parsed, "the model plays a game, it names no images.", ascii, split, data, glimpses);
                using IGameEngine player = trained.MakePlayer(parsed.GetValue(threads), parsed.GetValue(engine), parsed.GetValue(device) ?? ComputeDevice.Cpu);
                GameCommands.Look(trained, player, parsed.GetValue(images), parsed.GetValue(policy) ?? PolicyMode.Mean, parsed.GetValue(seed), folder);
                return;
            }
            DataOption.RefuseWithoutMnist(parsed, data, trained.Recipe);
            using DownloadDisplay download = new();
            FrameComposer set = RecipeData.For(trained.Recipe, part, parsed.GetValue(data), 0, download);
            using ITrainingEngine agent = trained.MakeAgent(parsed.GetValue(threads), parsed.GetValue(engine), parsed.GetValue(device) ?? ComputeDevice.Cpu);
            bool asText = parsed.GetValue(ascii);
            EvaluationOptions options = new() { Policy = parsed.GetValue(policy) ?? PolicyMode.Mean, Glimpses = parsed.GetValue(glimpses), Seed = parsed.GetValue(seed) };
            IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(agent, set, parsed.GetValue(images) ?? (asText ? DefaultAsText : DefaultImages), options);
            if (asText)
            {
                Console.Write(string.Join('\n', traces.Select(RolloutText.Render)));
                return;
            }
            List<string> files = [.. RunPictures.WriteRollouts(traces, folder)];
            if (trained.Run is not null && RunPictures.WriteCurves(trained.Run, folder) is string curves)
            {
                files.Add(curves);
            }
            int right = traces.Count(t => t.PredictedClass(t.Glimpses - 1) == t.Label);
            Console.WriteLine($"{right} of {traces.Count} {part.Kind()} images named rightly. Pictures:");
            foreach (string file in files)
            {
                Console.WriteLine("  " + file);
            }
        });
        return command;
    }
}
