using Saccade.Checkpoints;
using Saccade.Evaluation;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Reports;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade train</c>: trains a recipe, or resumes a run.</summary>
internal static class TrainCommand
{
    private const string DefaultRecipe = "quickstart";
    private const int PicturedImages = 12;
    private const int PicturedEpisodes = 4;

    public static Command Make()
    {
        Argument<string?> recipe = new(RecipeHelp.Argument)
        {
            Description = $"A recipe's name, or a path to a TOML file (default {DefaultRecipe})",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> data = Arguments.Data();
        Option<string?> run = Arguments.Path("--run", "DIR", "Folder of the new run (default runs/RECIPE-TIME)");
        Option<string?> resume = Arguments.Path("--resume", "DIR", "Resume the run in this folder");
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Option<EngineKind?> engine = Arguments.Engine();
        Option<ComputeDevice?> device = Arguments.Device();
        Option<string[]> set = Arguments.Set();
        Command command = new("train", "Train a recurrent attention model, or a baseline classifier")
        {
            recipe, data, run, seed, threads, engine, device, set, resume,
        };
        command.Validators.Add(result =>
        {
            bool given = result.GetResult(recipe) is { Tokens.Count: > 0 }
                || new Option[] { run, set, seed, engine, device }.Any(o => result.GetResult(o) is { Implicit: false });
            if (given && result.GetResult(resume) is not null)
            {
                result.AddError("RECIPE, --run, --set, --seed, --engine and --device cannot be given with --resume: "
                    + "a run continues with its own recipe, folder, seed, engine and device.");
            }
        });
        command.SetAction(parsed =>
        {
            StandardStreams.ContinueWithoutOutput();
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
                return TrainingRun.Start(resolved, parsed.GetValue(run), settings);
            }
        });
        return command;
    }

    private static int Train(TrainingRun run, StopSignals stop)
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
                Console.WriteLine(WrappedText.Of(note, Terminal.Width, indent: 0));
            }
        }
        string resume = $"{ProgramName.Text} train --resume {ShellWord.Quote(folder.Path)}";
        bool finished = TrainingDisplay.Show(run.Trainer, observer => run.Train(observer, stop.Token));
        if (!finished)
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
            int count = run.Task.Answers == AnswerKind.Class ? PicturedImages : PicturedEpisodes;
            IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(run.Trainer.Engine, run.Task.Validation(), count, new());
            rollouts = traces.Count;
            RunPictures.WriteRollouts(traces, run.Task.ClassNames, folder.PicturesPath);
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
        string path = ShellWord.Quote(folder.Path);
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
