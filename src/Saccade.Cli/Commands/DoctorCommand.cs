using Saccade.Data.Sources;
using Saccade.Experiments.Machine;

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
        SystemReport report = new([.. SystemReport.Gather().Facts, DataFact(dataFolder)]);
        int width = report.Facts.Max(f => f.Name.Length);
        foreach (SystemFact fact in report.Facts)
        {
            Console.WriteLine($"{fact.Name.PadRight(width)}  {fact.Value}");
            if (fact.Problem is not null)
            {
                Console.WriteLine($"{"",-2}! {fact.Problem}");
            }
        }
        Console.WriteLine(report.IsSound ? "No problems found." : "Something is missing; lines with ! give the remedy.");
        return report.IsSound ? 0 : ExitCode.Failure;
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
        if (found.Missing.Count == 0)
        {
            return new("MNIST", $"{found.Folder} ({origin})");
        }
        // Without a folder named, nothing is wrong: what is missing is downloaded when it is needed.
        return found.Origin == MnistOrigin.Cache
            ? new("MNIST", $"not in {found.Folder} yet; downloaded there when needed, or name a folder with --data or SACCADE_DATA")
            : new("MNIST", $"not in {found.Folder} ({origin})",
                $"{string.Join(", ", found.Missing)} missing; name the folder that holds the four files.");
    }
}
