using Saccade.Checkpoints;
using Saccade.Evaluation;
using Saccade.Experiments.Distributed;
using Saccade.Experiments.Engines;
using Saccade.Networks;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade train</c>: trains a recipe, or resumes a run.</summary>
internal static class TrainCommand
{
    private const string DefaultRecipe = "quickstart";

    public static Command Make()
    {
        Argument<string?> recipe = new(RecipeHelp.Argument)
        {
            Description = $"A recipe's name, or a path to a TOML file (default {DefaultRecipe})",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> images = Arguments.Path("--images", "DIR",
            "Pictures to learn from: a folder with a subfolder for each class, a .csv of path and label, or a .parquet file");
        Option<ModelKind?> kind = Arguments.Choice<ModelKind>("--model",
            "The model: 'cnn' is the convolutional baseline for pictures of any size (default: the recipe's, or attention)",
            ModelKind.FullyConnected, ModelKind.Convolutional);
        Option<bool> strict = new("--strict") { Description = "Refuse pictures that cannot be read instead of passing over them" };
        Option<int?> cacheSize = Arguments.CacheSize();
        Option<string?> data = Arguments.Data();
        Option<string?> run = Arguments.Path("--run", "DIR", "Folder of the new run (default runs/RECIPE-TIME)");
        Option<string?> resume = Arguments.Path("--resume", "DIR", "Resume the run in this folder");
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Option<EngineKind?> engine = Arguments.Engine();
        Option<ComputeDevice?> device = Arguments.Device();
        Option<string[]> set = Arguments.Set();
        Option<string[]> init = Arguments.Paths(
            "--init", "MODEL", "Begin with the weights of a run or model that fit by name and shape; repeatable: each layer from the first "
                + "that has it",
            "a run folder, a model file, or the name of a built-in model");
        Command command = new("train", "Train a recurrent attention model, or a baseline classifier")
        {
            recipe, images, kind, strict, cacheSize, data, run, seed, threads, engine, device, set, init, resume, ExtensionOption.Make(),
        };
        command.Validators.Add(result =>
        {
            bool given = result.GetResult(recipe) is { Tokens.Count: > 0 }
                || new Option[] { images, kind, run, set, seed, engine, device, init }.Any(o => result.GetResult(o) is { Implicit: false });
            if (given && result.GetResult(resume) is not null)
            {
                result.AddError("RECIPE, --images, --model, --run, --set, --init, --seed, --engine and --device cannot be given with "
                    + "--resume: a run continues with its own recipe, folder, seed, engine and device.");
            }
        });
        command.SetAction(parsed =>
        {
            StandardStreams.ContinueWithoutOutput();
            using StopSignals stop = new();
            using DownloadDisplay download = new();
            using PictureDisplay pictures = new();
            MpiProcesses? processes = MpiProcesses.Join();
            TrainingSettings settings = new()
            {
                Processes = processes,
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                Engine = parsed.GetValue(engine),
                Device = parsed.GetValue(device) ?? ComputeDevice.Cpu,
                DataFolder = parsed.GetValue(data),
                InitialModels = parsed.GetRequiredValue(init),
                Download = download,
                Pictures = new()
                {
                    Strict = parsed.GetValue(strict),
                    Cache = Arguments.Cache(parsed.GetValue(cacheSize)),
                    Progress = pictures,
                },
                Cancellation = stop.Token,
            };
            if (processes?.Rank > 0)
            {
                return RankCommand.Run(processes, stop, () => parsed.GetValue(resume) is not null
                    ? RankTraining.Resume(settings) : RankTraining.Start(Resolve(), settings));
            }
            try
            {
                using TrainingRun training = parsed.GetValue(resume) is string folder ? Resume(folder) : Start();
                return Train(training, stop, processes);
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
                if (parsed.GetValue(strict) || parsed.GetValue(cacheSize) is not null)
                {
                    DataOption.RefuseWithoutPictures(parsed, RunFolder.Open(folder).Recipe, strict, cacheSize);
                }
                return TrainingRun.Resume(folder, settings);
            }

            TrainingRun Start() => TrainingRun.Start(Resolve(), parsed.GetValue(run), settings);

            Recipe Resolve()
            {
                string? own = parsed.GetValue(images);
                string? named = parsed.GetValue(recipe) ?? (own is null ? DefaultRecipe : null);
                Recipe resolved = PictureArgument.Recipe(named, own, parsed.GetValue(kind)).With(parsed.GetValue(set)!);
                DataOption.RefuseWithoutMnist(parsed, data, resolved);
                DataOption.RefuseWithoutPictures(parsed, resolved, strict, cacheSize);
                return resolved;
            }
        });
        return command;
    }

    private static int Train(TrainingRun run, StopSignals stop, MpiProcesses? processes)
    {
        RunFolder folder = run.Folder;
        Text.PrintWarnings(run.Warnings);
        if (run.Trainer.Finished)
        {
            Text.Print($"{folder.Path} is finished already.");
        }
        else
        {
            string state = run.Trainer.StepsDone == 0 ? $"Training {folder.Recipe.Name}"
                : run.Trainer.State.Epoch == 0 ? $"Resuming {folder.Recipe.Name} within the first epoch"
                : $"Resuming {folder.Recipe.Name} after epoch {run.Trainer.State.Epoch}";
            string examples = $"{run.Trainer.TrainingEpisodes:N0} {run.Task.Measure.Items} an epoch, "
                + $"{run.Trainer.ValidationEpisodes:N0} for validation";
            Text.Print($"{state} in {folder.Path} (seed {folder.Info.Seed}, {examples})");
            foreach (string note in run.Notes)
            {
                Text.Print(note);
            }
        }
        long first = run.Trainer.StepsDone;
        string resume = $"{ProgramName.Text} train --resume {ShellWord.Quote(folder.Path)}{folder.Recipe.ExtensionOptions()}";
        try
        {
            TrainingDisplay.Show(run.Trainer, observer => run.Train(observer, stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The run is saved, and the command that resumes it is printed below.
        }
        if (processes is not null)
        {
            processes.Leave();
            PrintTraffic(processes, run.Trainer.StepsDone - first);
        }
        if (!run.Trainer.Finished)
        {
            Text.PrintCommand("Stopped and saved. Resume with:", resume);
            return stop.ExitCode;
        }
        stop.LetEnd();
        if (stop.Token.IsCancellationRequested)
        {
            Text.PrintCommand("Finished and saved, without its pictures. For these:", resume);
            return stop.ExitCode;
        }
        Conclude(run);
        return 0;
    }

    private static void PrintTraffic(MpiProcesses processes, long steps)
    {
        if (steps > 0)
        {
            string megabytes = (processes.BytesSent / 1e6 / steps).ToString("0.###", CultureInfo.InvariantCulture);
            Text.Print($"Each of {processes.Members} processes sent {megabytes} MB a step, validation included.");
        }
    }

    /// <summary>Prints the validation error of the best epoch's model, draws its pictures, and says what to try next.</summary>
    private static void Conclude(TrainingRun run)
    {
        RunFolder folder = run.Folder;
        TaskMeasure measure = run.Task.Measure;
        bool takesGlimpses = run.Trainer.Engine.Model.TakesGlimpses;
        run.Trainer.Engine.LoadWeights(ModelFile.Read(folder.ModelPath).Weights);
        EvaluationResult result = Evaluator.Evaluate(run.Trainer.Engine, run.Task.Validation(), new EvaluationOptions());
        int rollouts = 0;
        if (takesGlimpses)
        {
            IEpisodeSource episodes = run.Task.Validation();
            GlimpseTrace[] traces =
            [
                .. GlimpseTracer.Trace(run.Trainer.Engine, episodes, RunPictures.DefaultCount(episodes), new())
                    .Select(trace => trace with { ClassNames = run.Task.ClassNames }),
            ];
            rollouts = traces.Length;
            RunPictures.WriteRollouts(traces, folder.PicturesPath);
        }
        RunPictures.WriteCurves(folder, folder.PicturesPath);
        string how = $"{(takesGlimpses ? "one rollout" : "each seen whole")}, {result.Images:N0} {measure.Items}";
        Console.WriteLine();
        if (run.AverageNote is string note)
        {
            Text.Print(note);
        }
        Text.Print($"Validation {measure.Error} {Text.Percent(result)} with the weights of epoch {run.Trainer.State.BestEpoch} ({how}).");
        Text.Print($"Model     {folder.ModelPath}");
        Text.Print($"Pictures  {folder.PicturesPath}: curves.png{(rollouts > 0 ? $" and {rollouts} rollouts" : "")}");
        Console.WriteLine();
        Console.WriteLine("Next:");
        string path = ShellWord.Quote(folder.Path) + folder.Recipe.ExtensionOptions();
        Next("eval", $"the error on test {measure.Items}");
        Next("report", "all about it on one page");
        if (takesGlimpses)
        {
            Next("look", $"where it looks on unseen {measure.Items}, in pictures");
        }
        Next("info", "its networks, and where its weights come from");

        void Next(string command, string purpose)
        {
            string call = $"  {ProgramName.Text} {command} {path}";
            int column = call.Length - command.Length + "report".Length + 1;
            Console.WriteLine(FactLines.Of(call, "  " + purpose, column, Terminal.Width));
        }
    }
}
