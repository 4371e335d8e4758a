using System.CommandLine;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Fuzzing;

/// <summary><c>fuzz</c>: damaged inputs for every reader.</summary>
internal static class FuzzCommand
{
    public static Command Make()
    {
        Option<int> count = new("--count") { Description = "How many inputs", DefaultValueFactory = _ => 200_000 };
        Option<double> minutes = new("--minutes") { Description = "When to stop at the latest", DefaultValueFactory = _ => 30 };
        Option<long> seed = new("--seed") { Description = "Seed of the changes", DefaultValueFactory = _ => 0 };
        Option<string?> reader = new("--reader") { Description = "Only this reader" };
        Command command = new(
            "fuzz", "Feed every reader with damaged inputs: each must be taken or refused in one line") { count, minutes, seed, reader };
        command.SetAction(parsed =>
        {
            using ScratchFolder folder = new();
            IReadOnlyList<FuzzTarget> all = FuzzTargets.Make(folder);
            IReadOnlyList<FuzzTarget> targets = [.. all.Where(target => parsed.GetValue(reader) is not string only || target.Name == only)];
            if (targets.Count == 0)
            {
                Console.Error.WriteLine(
                    $"--reader was '{parsed.GetValue(reader)}'; it may be {string.Join(", ", all.Select(target => target.Name))}.");
                return 2;
            }
            FuzzReport report =
                FuzzHarness.Run(targets, parsed.GetValue(count), parsed.GetValue(seed), TimeSpan.FromMinutes(parsed.GetValue(minutes)));
            if (parsed.GetValue(reader) is null)
            {
                FuzzHarness.FlipEveryBit(targets.First(target => target.Name == "safetensors").Seeds[0], report);
            }
            int tried = report.Readers.Values.Sum(counts => counts.Inputs);
            if (tried < parsed.GetValue(count))
            {
                report.Faults.Add($"Of {parsed.GetValue(count)} inputs there was time for {tried}; give more --minutes.");
            }
            Console.Write(report);
            return report.Faults.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
