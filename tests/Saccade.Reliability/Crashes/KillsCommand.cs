using System.CommandLine;

namespace Saccade.Reliability.Crashes;

/// <summary><c>kills</c>: kills of the commands other than <c>train</c> that write files.</summary>
internal static class KillsCommand
{
    public static Command Make()
    {
        Option<int> count = new("--count") { Description = "How many processes to kill", DefaultValueFactory = _ => 110 };
        Option<long> seed = new("--seed") { Description = "Seed of the moments", DefaultValueFactory = _ => 0 };
        Option<string> only = new("--only") { Description = "Only commands whose name contains this", DefaultValueFactory = _ => "" };
        Command command = new("kills", "Kill each command that writes; the same call again must leave what an undisturbed one does")
        {
            count, seed, only,
        };
        command.SetAction(parsed =>
        {
            KillsReport report = KillsHarness.Run(
                parsed.GetValue(count), parsed.GetValue(seed), WritingCommand.Named(parsed.GetValue(only)!), Console.Error.WriteLine);
            Console.Write(report);
            return report.Faults.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
