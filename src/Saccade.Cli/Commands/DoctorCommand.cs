using System.CommandLine;
using Saccade.Data;
using Saccade.Runtime;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade doctor</c>: what was found of the machine, the libraries and the data, and the remedy for what is missing.</summary>
internal static class DoctorCommand
{
    public static Command Make()
    {
        Option<string?> data = Arguments.Data();
        Command command = new("doctor", "Show what was found: machine, libraries, data; and the remedy for what is missing") { data };
        command.SetAction(parsed => Run(parsed.GetValue(data)));
        return command;
    }

    private static int Run(string? dataFolder)
    {
        SystemReport report = SystemReport.Gather();
        SystemFact[] facts = [.. report.Facts, DataFact(dataFolder)];
        int width = facts.Max(f => f.Name.Length);
        foreach (SystemFact fact in facts)
        {
            Console.WriteLine($"{fact.Name.PadRight(width)}  {fact.Value}");
            if (fact.Problem is not null)
            {
                Console.WriteLine($"{"",-2}! {fact.Problem}");
            }
        }
        Console.WriteLine(report.IsSound ? "All is well." : "Something is missing; the lines with ! tell the remedy.");
        return report.IsSound ? 0 : CommandLine.Failure;
    }

    private static SystemFact DataFact(string? dataFolder)
    {
        MnistLocation found = new MnistSource(dataFolder).Find();
        string origin = found.Origin switch
        {
            MnistOrigin.Caller => "--data",
            MnistOrigin.Environment => "SACCADE_DATA",
            _ => "the user's cache",
        };
        return found.Missing.Count == 0
            ? new("MNIST", $"{found.Folder} ({origin})")
            : new("MNIST", $"not in {found.Folder} ({origin})", found.Origin == MnistOrigin.Cache
                ? "It is downloaded when a recipe needs it; or give --data DIR or set SACCADE_DATA. 'quickstart' needs none."
                : $"{string.Join(", ", found.Missing)} missing; name the folder that holds the four files.");
    }
}
