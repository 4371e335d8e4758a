using System.CommandLine;

namespace Saccade.Reliability.Crashes;

/// <summary><c>crash</c>: kills, damage, a full disk and a read-only folder.</summary>
internal static class CrashCommand
{
    public static Command Make()
    {
        CrashOptions defaults = new();
        Option<int> kills = new("--count") { Description = "How many processes to kill", DefaultValueFactory = _ => defaults.Kills };
        Option<int> epochs =
            new("--epochs") { Description = "Epochs of the run, each with a checkpoint", DefaultValueFactory = _ => defaults.Epochs };
        Option<string> engine = new("--engine") { Description = "What trains: cpu or torch", DefaultValueFactory = _ => defaults.Engine };
        engine.AcceptOnlyFromAmong("cpu", "torch");
        Option<int> threads = new("--threads") { Description = "With how many threads", DefaultValueFactory = _ => defaults.Threads };
        Option<long> seed = new("--seed") { Description = "Seed of moments and damages", DefaultValueFactory = _ => defaults.Seed };
        Command command = new("crash", "Kill a training at random moments; its end must have the bits of one never killed") { kills, epochs,
            engine, threads, seed };
        command.SetAction(parsed =>
        {
            CrashOptions options = new()
            {
                Kills = parsed.GetValue(kills),
                Epochs = parsed.GetValue(epochs),
                Engine = parsed.GetRequiredValue(engine),
                Threads = parsed.GetValue(threads),
                Seed = parsed.GetValue(seed),
            };
            CrashReport report = CrashHarness.Run(options, Console.Error.WriteLine);
            Console.Write(report);
            return report.Faults.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
