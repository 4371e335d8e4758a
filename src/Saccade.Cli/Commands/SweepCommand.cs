using Saccade.Experiments.Engines;
using Saccade.Experiments.Sweeps;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade sweep</c>: trains a recipe with many settings and seeds, alone or together with other processes.</summary>
internal static class SweepCommand
{
    private const int RowsShown = 10;

    public static Command Make()
    {
        Argument<string?> recipe = new(RecipeHelp.Argument)
        {
            Description = "A recipe's name, or a path to a TOML file; left out, the sweep in the --run folder continues",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> run = Arguments.Path("--run", "DIR", "Folder of the sweep; several processes may share one");
        run.Required = true;
        Option<string[]> set = new("--set")
        {
            Description = "Values of an option, such as model.sigma=0.1,0.2, or a range to draw from, 1e-4..1e-2:log; a value that is a "
                + "list stands in brackets, [32,64],[16,32]; repeatable",
            HelpName = "KEY=VALUE,…",
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
        };
        Option<int?> seeds = Arguments.Whole("--seeds", 1, 100, "N", "Train each setting with seeds 0 to N-1 (default 1)");
        Option<SearchKind?> search = Arguments.Choice<SearchKind>(
            "--search", "All combinations, some drawn at random, or successive halving (default grid)");
        Option<int?> budget = Arguments.Whole("--budget", 1, 10_000, "N", "Number of settings to draw at random");
        Option<int?> key = Arguments.Whole("--key", 0, int.MaxValue, "N", "Seed of the settings drawn at random");
        Option<int[]?> rungs = Rungs();
        Option<int?> eta = Arguments.Whole("--eta", 2, 100, "N", "Halving: one in N settings passes a rung (default 3)");
        Option<int?> jobs = Arguments.Whole("--jobs", 1, 1024, "N",
            "Runs that train at a time in this process (default 1); with --slurm, tasks of the job (default as many as there are runs)");
        Option<int?> threads = Arguments.Whole("--threads", 1, 1024, "N",
            "Threads of each run (default all cores, divided by --jobs; with --slurm 1)");
        Option<int?> index = Arguments.Whole("--index", 0, 9999, "I", "Train only every N-th run, from run I on, with --of N");
        Option<int?> of = Arguments.Whole("--of", 1, 10_000, "N", "Number of processes, with --index");
        Option<bool> slurm = new("--slurm") { Description = "Submit an array job to Slurm, whose tasks share the sweep" };
        Option<string?> data = Arguments.Data();
        Option<EngineKind?> engine = Arguments.Engine();
        Option<ComputeDevice?> device = Arguments.Device();
        Command command = new("sweep", "Train a recipe with many settings and seeds; the same command continues where it stopped")
        {
            recipe, set, seeds, search, budget, key, rungs, eta, run, jobs, threads, index, of, slurm, data, engine, device,
            ExtensionOption.Make(),
        };
        command.Validators.Add(result =>
        {
            Option[] choices = [set, seeds, search, budget, key, rungs, eta, engine, device];
            if (result.GetResult(recipe) is not { Tokens.Count: > 0 }
                && choices.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is Option given)
            {
                result.AddError($"{given.Name} needs a recipe: without one, the sweep in the --run folder continues as it was begun.");
            }
            if ((result.GetResult(index) is null) != (result.GetResult(of) is null))
            {
                result.AddError("--index and --of belong together: give both or neither.");
            }
            if (result.GetResult(slurm) is { Implicit: false } && result.GetResult(index) is not null)
            {
                result.AddError("--index cannot be given with --slurm: the tasks of the job have their own.");
            }
        });
        command.SetAction(parsed =>
        {
            StandardStreams.ContinueWithoutOutput();
            using StopSignals stop = new();
            using DownloadDisplay download = new();
            SweepShare share = parsed.GetValue(of) is int count ? new(parsed.GetValue(index)!.Value, count) : SweepShare.All;
            if (share.Index >= share.Of)
            {
                string allowed = $"0 to {share.Of - 1}, with --of {share.Of}";
                throw new OptionException(new(ErrorKind.OutOfRange) { Key = index.Name, Value = share.Index, Allowed = allowed });
            }
            SweepFolder sweep = Open(parsed.GetRequiredValue(run)!);
            return parsed.GetValue(slurm)
                ? Submit(sweep, parsed.GetValue(jobs), parsed.GetValue(threads), parsed.GetValue(data))
                : Train(sweep, share, parsed.GetValue(jobs) ?? 1, new()
                {
                    Threads = parsed.GetValue(threads),
                    DataFolder = parsed.GetValue(data),
                    Download = download,
                }, stop);

            SweepFolder Open(string folder)
            {
                if (parsed.GetValue(recipe) is not string name)
                {
                    SweepFolder begun = SweepFolder.Open(folder);
                    DataOption.RefuseWithoutMnist(parsed, data, begun.Recipe);
                    return begun;
                }
                (SweepPlan plan, Recipe resolved) = SweepPlan.Create(RecipeFile.Read(name), parsed.GetValue(set)!, new()
                {
                    Kind = parsed.GetValue(search) ?? SearchKind.Grid,
                    Budget = parsed.GetValue(budget),
                    Key = parsed.GetValue(key),
                    Seeds = parsed.GetValue(seeds) ?? 1,
                    Rungs = parsed.GetValue(rungs) is { Length: > 0 } epochs ? epochs : null,
                    Eta = parsed.GetValue(eta),
                    Engine = parsed.GetValue(engine),
                    Device = parsed.GetValue(device) ?? ComputeDevice.Cpu,
                });
                DataOption.RefuseWithoutMnist(parsed, data, resolved);
                return SweepFolder.Begin(folder, plan, resolved);
            }
        });
        return command;
    }

    private static int Train(SweepFolder sweep, SweepShare share, int jobs, TrainingSettings settings, StopSignals stop)
    {
        Text.Print($"Sweep of {sweep.Recipe.Name} in {sweep.Path}: {Count(sweep.Plan.Settings.Count, "setting")} "
            + $"with {Count(sweep.Plan.Seeds, "seed")} each"
            + (sweep.Plan.Rungs.Count == 0 ? ""
                : $"; one in {sweep.Plan.Eta} continues after epoch {string.Join(" and ", sweep.Plan.Rungs)}"));
        SweepResult result;
        try
        {
            result = SweepTraining.Run(sweep, share, jobs, settings, Text.Print, stop.Token);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped before the first run began.");
            return stop.ExitCode;
        }
        Console.WriteLine();
        Console.WriteLine(result.ToText(Terminal.Width, RowsShown));
        Console.WriteLine();
        Text.Print($"Page    {sweep.PagePath}");
        if (result.BestRecipePath is string best)
        {
            Text.Print($"Best    {best}");
        }
        if (result.Failed > 0)
        {
            Text.Print($"Failed  {result.Failed} of {sweep.RunCount} runs; the page has the reasons");
        }
        if (stop.Token.IsCancellationRequested)
        {
            Console.WriteLine("Stopped and saved. The same command continues from here.");
            return stop.ExitCode;
        }
        if (result.Left > 0)
        {
            Text.Print($"{Count(result.Left, "run")} left for other processes.");
        }
        return 0;
    }

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static int Submit(SweepFolder sweep, int? tasks, int? threads, string? dataFolder)
    {
        // A program that dotnet starts is its first argument.
        string[] program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.ProcessPath!, Environment.GetCommandLineArgs()[0]]
            : [Environment.ProcessPath!];
        SlurmJob job = SlurmJob.Write(sweep, program, Math.Min(tasks ?? sweep.RunCount, sweep.RunCount), threads ?? 1, dataFolder);
        Text.Print($"Script  {job.ScriptPath}");
        Text.Print($"Slurm   {job.Submit()}");
        Text.Print($"Page    {sweep.PagePath}: each task writes it anew when it ends");
        return 0;
    }

    private static Option<int[]?> Rungs() => new("--rungs")
    {
        Description = "Halving: epochs after which only the best settings continue, by validation error (default: a ninth and a third of "
            + "all, with --eta 3)",
        HelpName = "E,E",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            List<int> epochs = [];
            foreach (string part in text.Split(','))
            {
                if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) || epoch < 1)
                {
                    result.AddError($"--rungs was '{text}'; it may be ascending epochs, such as 2,6.");
                    return null;
                }
                epochs.Add(epoch);
            }
            return [.. epochs];
        },
    };
}
