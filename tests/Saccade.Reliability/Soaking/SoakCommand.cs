using System.CommandLine;

namespace Saccade.Reliability.Soaking;

/// <summary><c>soak</c>: memory, handles and speed over time.</summary>
internal static class SoakCommand
{
    private static readonly string[] s_parts = ["cpu", "torch", "serve"];

    public static Command Make()
    {
        Option<double> minutes = new("--minutes") { Description = "How long each part", DefaultValueFactory = _ => 30 };
        Option<double> slack = new("--slack")
        {
            Description = "By which part a speed may fall, more where others use the machine",
            DefaultValueFactory = _ => 0.1
        };
        Option<string[]> part =
            new("--part")
            {
                Description = "Training with an engine, or serving; may be given often (default all, one after the other)",
                DefaultValueFactory = _ => s_parts
            };
        part.AcceptOnlyFromAmong(s_parts);
        Command command =
            new("soak", "Train and serve for long: memory and handles must not grow, and nothing may slow down") { minutes, slack, part };
        command.SetAction(parsed =>
        {
            bool holds = true;
            TimeSpan time = TimeSpan.FromMinutes(parsed.GetValue(minutes));
            foreach (string name in parsed.GetRequiredValue(part))
            {
                SoakReport report = name == "serve" ? SoakHarness.Serve(time, parsed.GetValue(slack))
                    : SoakHarness.Train(name, time, parsed.GetValue(slack));
                Console.Write(report);
                holds &= report.Holds;
            }
            return holds ? 0 : 1;
        });
        return command;
    }
}
