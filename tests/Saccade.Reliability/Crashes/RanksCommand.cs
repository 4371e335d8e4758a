using System.CommandLine;

namespace Saccade.Reliability.Crashes;

/// <summary><c>ranks</c>: kills processes of a training by mpirun.</summary>
internal static class RanksCommand
{
    public static Command Make()
    {
        Option<int> kills = new("--count") { Description = "How many processes to kill", DefaultValueFactory = _ => 50 };
        Option<int> ranks = new("--ranks") { Description = "Processes of the training", DefaultValueFactory = _ => 2 };
        Option<long> seed = new("--seed") { Description = "Seed of moments and ranks", DefaultValueFactory = _ => 0 };
        Command command = new("ranks", "Kill a rank of a training by mpirun at random moments; the others must end, and no run may be lost")
        {
            kills, ranks, seed,
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<string> faults = RanksHarness.Run(
                parsed.GetValue(kills), parsed.GetValue(ranks), parsed.GetValue(seed), Console.WriteLine);
            foreach (string fault in faults)
            {
                Console.WriteLine("FAULT: " + fault);
            }
            return faults.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
