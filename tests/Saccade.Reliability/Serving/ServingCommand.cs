using System.CommandLine;

namespace Saccade.Reliability.Serving;

/// <summary><c>serving</c>: slow senders, readers that never read, and an end under load.</summary>
internal static class ServingCommand
{
    private static readonly string[] s_parts = ["senders", "readers", "stop"];

    public static Command Make()
    {
        Option<int> connections = new("--connections")
        {
            Description = "How many slow connections, all from this machine",
            DefaultValueFactory = _ => 1000,
        };
        Option<int> heap = new("--heap")
        {
            Description = "The most memory that the server's heap may take, in MiB",
            DefaultValueFactory = _ => 384,
        };
        Option<int> looks = new("--looks")
        {
            Description = "How many looks are in flight when the server stops",
            DefaultValueFactory = _ => 200,
        };
        Option<string[]> part = new("--part") { Description = "What to try; repeatable (default all)", DefaultValueFactory = _ => s_parts };
        part.AcceptOnlyFromAmong(s_parts);
        Command command = new("serving", "Burden the server with slow connections under a small heap, and stop it under load")
        {
            connections, heap, looks, part,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            bool holds = true;
            foreach (string name in parsed.GetRequiredValue(part))
            {
                ServingReport report = name switch
                {
                    "senders" => await ServingHarness.SlowSenders(parsed.GetValue(connections), parsed.GetValue(heap), cancellation),
                    "readers" => await ServingHarness.SlowReaders(parsed.GetValue(connections), parsed.GetValue(heap), cancellation),
                    _ => await ServingHarness.Stop(parsed.GetValue(looks), cancellation),
                };
                Console.Write(report);
                holds &= report.Faults.Count == 0;
            }
            return holds ? 0 : 1;
        });
        return command;
    }
}
