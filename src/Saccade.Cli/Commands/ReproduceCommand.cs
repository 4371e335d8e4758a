using Saccade.Experiments.Benchmarks;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade reproduce</c>: trains and tests rows of the published tables and writes a page of all figures.</summary>
internal static class ReproduceCommand
{
    private const string DefaultFolder = "reproduction";
    private const double FewestMinutes = 0.01;
    private const double MostMinutes = 100_000;

    public static Command Make()
    {
        Argument<string[]> rows = new("ROW")
        {
            Description = $"Recipes, listed in the published tables or not, or '{PublishedResults.Ablation}' "
                + $"(default: all rows of the tables: {string.Join(", ", PublishedResults.All.Select(row => row.Recipe))})",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<double?> budget = Budget();
        Option<int?> seeds = Arguments.Whole("--seeds", 1, 100, "N", "Train each row with seeds 0 to N-1 (default 1)");
        Option<string?> data = Arguments.Data();
        Option<string?> output = Arguments.Path("--out", "DIR", $"Folder of the page and the runs (default {DefaultFolder})");
        Option<int?> threads = Arguments.Threads();
        Command command = new("reproduce", "Train and test rows of the published tables; the same command continues where it stopped")
        {
            rows, budget, seeds, data, output, threads, ExtensionOption.Make(),
        };
        command.SetAction(parsed =>
        {
            StandardStreams.ContinueWithoutOutput();
            using StopSignals stop = new();
            using DownloadDisplay download = new();
            double? minutes = parsed.GetValue(budget);
            Reproduction reproduction = new(
                new()
                {
                    Folder = parsed.GetValue(output) ?? DefaultFolder,
                    Seeds = parsed.GetValue(seeds) ?? 1,
                    Budget = minutes is null ? null : TimeSpan.FromMinutes(minutes.Value),
                    Threads = parsed.GetValue(threads),
                    DataFolder = parsed.GetValue(data),
                    Download = download,
                },
                new ReproductionDisplay());
            IReadOnlyList<PlannedReproduction> planned = PlannedReproduction.Resolve(parsed.GetValue(rows) ?? []);
            if (planned.Count > 1)
            {
                Console.WriteLine(minutes is null
                    ? $"{planned.Count} rows, each for all epochs of its recipe; some take hours. "
                        + "After Ctrl-C the same command continues, and --budget MINUTES bounds each row."
                    : FormattableString.Invariant($"{planned.Count} rows of at most {minutes} min each."));
            }
            bool done = reproduction.Run(planned, stop.Token);
            Text.Print(done ? $"Page  {reproduction.PagePath}" : "Stopped and saved. The same command continues from here.");
            return done ? 0 : stop.ExitCode;
        });
        return command;
    }

    private static Option<double?> Budget() => new("--budget")
    {
        Description = "Time for each row, shared by its seeds; schedules are shortened to fit, and marked so "
            + "(default: as long as it takes)",
        HelpName = "MINUTES",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            if (double.TryParse(text, plain, CultureInfo.InvariantCulture, out double minutes)
                && minutes is >= FewestMinutes and <= MostMinutes)
            {
                return minutes;
            }
            result.AddError($"--budget was '{text}'; it may be a number from {FewestMinutes} to {MostMinutes}.");
            return null;
        },
    };
}
