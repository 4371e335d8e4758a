using System.CommandLine;

namespace Saccade.Reliability.Crashes;

/// <summary><c>power</c>: losses of power, as a file system without its journal sees them.</summary>
internal static class PowerCommand
{
    private const int NotTried = 3;

    public static Command Make()
    {
        Option<int> count = new("--count")
        {
            Description = "How often the power is lost under trainings, and how often under the other commands",
            DefaultValueFactory = _ => 66,
        };
        Option<long> seed = new("--seed") { Description = "Seed of the moments", DefaultValueFactory = _ => 0 };
        Option<string> only = new("--only") { Description = "Only commands whose name contains this, and no trainings" };
        Command command = new(
            "power", "Take the power from a file system under every command that writes; exit code 3 where that cannot be tried")
        {
            count, seed, only,
        };
        command.SetAction(parsed =>
        {
            PowerReport report = PowerHarness.Run(
                new() { Kills = parsed.GetValue(count), Seed = parsed.GetValue(seed) }, parsed.GetValue(only), Console.Error.WriteLine);
            Console.Write(report);
            return report.NotTried is not null ? NotTried : report.Holds ? 0 : 1;
        });
        return command;
    }
}
