using System.CommandLine;
using System.Globalization;
using Saccade.Checkpoints;
using Saccade.Cli.Display;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade train</c>: trains a recipe, or goes on with a run.</summary>
internal static class TrainCommand
{
    private const string DefaultRecipe = "quickstart";
    private const int PicturedImages = 12;

    public static Command Make()
    {
        Argument<string?> recipe = new("RECIPE")
        {
            Description = $"A recipe's name, or a path to a TOML file (default {DefaultRecipe}); known: {string.Join(", ", RecipeFile.Names())}",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> data = Arguments.Data();
        Option<string?> run = Arguments.Path("--run", "DIR", "Folder of the new run (default runs/RECIPE-TIME)");
        Option<string?> resume = Arguments.Path("--resume", "DIR", "Go on with the run in this folder");
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Option<EngineKind?> engine = Arguments.Engine();
        Option<ComputeDevice?> device = Arguments.Device();
        Option<string[]> set = Arguments.Set();
        Command command = new("train", "Train a recurrent attention model, or a net to compare with") { recipe, data, run, seed, threads, engine, device, set, resume };
        command.Validators.Add(result =>
        {
            bool given = result.GetResult(recipe) is { Tokens.Count: > 0 }
                || new Option[] { run, set, seed, engine, device }.Any(o => result.GetResult(o) is { Implicit: false });
            if (given && result.GetResult(resume) is not null)
            {
                result.AddError("RECIPE, --run, --set, --seed, --engine and --device can't be given with --resume: a run goes on with its own recipe, folder, seed, engine and device.");
            }
        });
        command.SetAction(parsed =>
        {
            using StopSignals stop = new();
            using DownloadDisplay download = new();
            TrainingSettings settings = new()
            {
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                Engine = parsed.GetValue(engine),
                Device = parsed.GetValue(device) ?? ComputeDevice.Cpu,
                DataFolder = parsed.GetValue(data),
                Download = download,
                Cancellation = stop.Token,
            };
            try
            {
                using TrainingRun training = parsed.GetValue(resume) is string folder ? Resume(folder) : Start();
                return Train(training, stop);
            }
            catch (OperationCanceledException)
            {
                Console.WriteLine("Stopped before the training began.");
                return stop.ExitCode;
            }

            TrainingRun Resume(string folder)
            {
                if (settings.DataFolder is not null)
                {
                    DataOption.RefuseWithoutMnist(parsed, data, RunFolder.Open(folder).Recipe);
                }
                return TrainingRun.Resume(folder, settings);
            }

            TrainingRun Start()
            {
                Recipe resolved = RecipeFile.Read(parsed.GetValue(recipe) ?? DefaultRecipe).With(parsed.GetValue(set)!);
                DataOption.RefuseWithoutMnist(parsed, data, resolved);
                string time = DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
                return TrainingRun.Start(resolved, parsed.GetValue(run) ?? Path.Combine("runs", $"{resolved.Name}-{time}"), settings);
            }
        });
        return command;
    }

    private static int Train(TrainingRun run, StopSignals stop)
    {
        RunFolder folder = run.Folder;
        foreach (string warning in run.Warnings)
        {
            Console.Error.WriteLine("saccade: " + warning);
        }
        Console.WriteLine(run.Trainer.Finished
            ? $"{folder.Path} is finished already."
            : $"{(run.Trainer.StepsDone > 0 ? $"Going on with {folder.Recipe.Name} {(run.Trainer.State.Epoch == 0 ? "within the first epoch" : $"after epoch {run.Trainer.State.Epoch}")}" : $"Training {folder.Recipe.Name}")} in {folder.Path} (seed {folder.Info.Seed}, {Examples(run)})");
        bool finished = TrainingDisplay.Show(run.Trainer, observer => run.Train(observer, stop.Token));
        if (!finished)
        {
            Console.WriteLine($"Stopped and saved. Go on with: {ProgramName.Text} train --resume {ProgramName.Quote(folder.Path)}");
            return stop.ExitCode;
        }
        stop.LetEnd();
        if (stop.Token.IsCancellationRequested)
        {
            Console.WriteLine($"Finished and saved, without its pictures. For these: {ProgramName.Text} train --resume {ProgramName.Quote(folder.Path)}");
            return stop.ExitCode;
        }
        if (run.Data is null)
        {
            GameCommands.Conclude(run);
        }
        else if (folder.Recipe.Model.Kind == ModelKind.Attention)
        {
            Conclude(run, run.Data);
        }
        else
        {
            ConcludeComparison(run, run.Data);
        }
        return 0;
    }

    private static string Examples(TrainingRun run) => run.Data is null
        ? $"{run.Folder.Recipe.Game.TrainingEpisodes:N0} episodes an epoch, {run.Folder.Recipe.Game.ValidationEpisodes:N0} for validation; an error is a missed ball"
        : $"{run.Data.Train.Count:N0} images, {run.Data.Validation.Count:N0} for validation";

    /// <summary>Says how good the best epoch's net is on validation data and draws its curves; it has no path to draw.</summary>
    private static void ConcludeComparison(TrainingRun run, TrainingData data)
    {
        RunFolder folder = run.Folder;
        EvaluationResult result = EvaluateBest(run, data);
        string path = ProgramName.Quote(folder.Path);
        Console.WriteLine($"""

            Validation error {Text.Percent(result)} with the weights of epoch {run.Trainer.State.BestEpoch} ({result.Images:N0} images, each seen whole).
            Model     {folder.ModelPath}
            Picture   {RunPictures.WriteCurves(folder, folder.PicturesPath)}

            Next:
              {ProgramName.Text} eval {path}     the error on test images
              {ProgramName.Text} report {path}   all about it on one page
              {ProgramName.Text} info {path}     its layers, and where its weights come from
            """);
    }

    private static EvaluationResult EvaluateBest(TrainingRun run, TrainingData data)
    {
        run.Trainer.Engine.LoadWeights(ModelFile.Read(run.Folder.ModelPath).Weights);
        return Evaluator.Evaluate(run.Trainer.Engine, data.Validation, new EvaluationOptions());
    }

    /// <summary>Says how good the best epoch's model is on validation data, draws its pictures, and says what to try next.</summary>
    private static void Conclude(TrainingRun run, TrainingData data)
    {
        RunFolder folder = run.Folder;
        EvaluationResult result = EvaluateBest(run, data);
        IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(run.Trainer.Engine, data.Validation, PicturedImages, new());
        IReadOnlyList<string> pictures = RunPictures.WriteRollouts(traces, folder.PicturesPath);
        RunPictures.WriteCurves(folder, folder.PicturesPath);
        string path = ProgramName.Quote(folder.Path);
        Console.WriteLine($"""

            Validation error {Text.Percent(result)} with the weights of epoch {run.Trainer.State.BestEpoch} (one rollout, {result.Images:N0} images).
            Model     {folder.ModelPath}
            Pictures  {folder.PicturesPath}: gallery.png, curves.png and {pictures.Count - 1} rollouts

            Next:
              {ProgramName.Text} eval {path}     the error on test images
              {ProgramName.Text} report {path}   all about it on one page, with rollouts that play
              {ProgramName.Text} look {path}     where it looks on test images, in pictures
              {ProgramName.Text} info {path}     its networks, and where its weights come from
            """);
    }
}
