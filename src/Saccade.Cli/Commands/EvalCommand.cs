using System.CommandLine;
using System.Text.Json;
using Saccade.Cli.Display;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade eval</c>: the error of a model on unseen images.</summary>
internal static class EvalCommand
{
    public static Command Make()
    {
        Argument<string> model = Arguments.RunOrModel();
        Option<string?> data = Arguments.Data();
        Option<string?> images = Arguments.Path("--test-images", "FILE", "IDX file of images to judge the model on instead of its task's");
        Option<string?> labels = Arguments.Path("--test-labels", "FILE", "IDX file of their labels");
        Option<Split?> split = Arguments.Judged(Split.Test);
        Option<int?> rollouts = Arguments.Whole("--rollouts", 1, 10_000, "K", "Rollouts of each image, averaged for a figure of its own (default 1)");
        Option<PolicyMode?> policy = Arguments.Policy();
        Option<int?> glimpses = Arguments.Glimpses();
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Option<EngineKind?> engine = Arguments.Engine();
        Option<ComputeDevice?> device = Arguments.Device();
        Option<int?> episodes = GameCommands.Episodes();
        Option<bool> json = new("--json") { Description = "Print one JSON object and nothing else" };
        Command command = new("eval", "Measure a model's error on unseen images, or a player's share of catches")
        {
            model, split, data, images, labels, rollouts, policy, glimpses, episodes, seed, threads, engine, device, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(images) is null != result.GetResult(labels) is null)
            {
                result.AddError("--test-images and --test-labels go together: give both or neither.");
            }
        });
        command.SetAction(parsed =>
        {
            EvaluationOptions options = new()
            {
                Rollouts = parsed.GetValue(rollouts) ?? 1,
                Policy = parsed.GetValue(policy) ?? PolicyMode.Mean,
                Glimpses = parsed.GetValue(glimpses),
                Seed = parsed.GetValue(seed),
            };
            TrainedModel trained = TrainedModel.Open(parsed.GetRequiredValue(model));
            if (trained.Recipe.PlaysGame)
            {
                Arguments.RefuseGiven(parsed, "the model plays a game, it names no images.", split, data, images, labels, rollouts, glimpses);
                using IGameEngine player = trained.MakePlayer(parsed.GetValue(threads), parsed.GetValue(engine), parsed.GetValue(device) ?? ComputeDevice.Cpu);
                GameCommands.Evaluate(trained, player, parsed.GetValue(episodes), options.Policy, options.Seed, parsed.GetValue(json));
                return;
            }
            Arguments.RefuseGiven(parsed, "the model names images, it plays no game.", episodes);
            if (trained.File.Model.Kind != ModelKind.Attention)
            {
                Arguments.RefuseGiven(parsed, "the model sees the whole image at once, it takes no glimpses.", rollouts, policy, glimpses);
            }
            DataOption.RefuseBeside(parsed, images, split, data, trained.Recipe);
            bool ownImages = parsed.GetValue(images) is not null;
            Split part = parsed.GetValue(split) ?? Split.Test;
            FrameComposer set = ownImages
                ? OwnImages(trained, parsed.GetValue(images)!, parsed.GetValue(labels)!)
                : TaskImages(trained, part, parsed.GetValue(data));
            using ITrainingEngine agent = trained.MakeAgent(parsed.GetValue(threads), parsed.GetValue(engine), parsed.GetValue(device) ?? ComputeDevice.Cpu);
            EvaluationResult result = Evaluator.Evaluate(agent, set, options);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
            }
            else
            {
                EvaluationDisplay.Show(result, trained, options, ownImages ? "given" : part.Kind());
            }
            if (trained.Run is RunFolder run && !ownImages && part == Split.Test)
            {
                Keep(run, options, result);
            }
        });
        return command;
    }

    /// <summary>Keeps the result with the run; that this can't be done is no reason to call the evaluation failed.</summary>
    private static void Keep(RunFolder run, EvaluationOptions options, EvaluationResult result)
    {
        try
        {
            TestRecord.Keep(run, options, result);
        }
        catch (SaccadeException e)
        {
            Console.Error.WriteLine($"saccade: The result was not kept with the run. {e.Message}");
        }
    }

    private static FrameComposer TaskImages(TrainedModel trained, Split split, string? dataFolder)
    {
        using DownloadDisplay download = new();
        return RecipeData.For(trained.Recipe, split, dataFolder, 0, download);
    }

    private static FrameComposer OwnImages(TrainedModel trained, string imagesPath, string labelsPath)
    {
        ImageSet set = IdxFile.ReadPair(imagesPath, labelsPath);
        if (set.Size.Channels != trained.File.Model.Channels)
        {
            throw new SaccadeException($"{imagesPath} holds images of {set.Size.Channels} channels; the model looks at {trained.File.Model.Channels}.");
        }
        return new FrameComposer(set, new TaskOptions { FrameWidth = set.Size.Width, FrameHeight = set.Size.Height }, default);
    }
}
