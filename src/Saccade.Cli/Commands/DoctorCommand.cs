using Saccade.Data.Sources;
using Saccade.Experiments.Machine;
using Saccade.Experiments.Reports;

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
        SystemReport report = new([.. SystemReport.Gather().Facts, .. DataFacts(dataFolder)]);
        int width = report.Facts.Max(f => f.Name.Length);
        foreach (SystemFact fact in report.Facts)
        {
            Console.WriteLine(FactLines.Of(fact.Name, fact.Value, width + 2, Terminal.Width));
            if (fact.Problem is not null)
            {
                Console.WriteLine(Terminal.Colour.Wrong(WrappedText.Of($"  ! {fact.Problem}", Terminal.Width, indent: 4)));
            }
        }
        Console.WriteLine(report.IsSound
            ? Terminal.Colour.Right("No problems found.")
            : WrappedText.Of("Something is wrong; lines with ! give the remedy.", Terminal.Width, indent: 0));
        return report.IsSound ? 0 : ExitCode.Failure;
    }

    /// <summary>The folder of the data, whose files are read and verified, and one more line for each that is not MNIST's.</summary>
    private static IEnumerable<SystemFact> DataFacts(string? dataFolder)
    {
        MnistSource source = new(dataFolder);
        return [DataFact(source.Find()), .. source.Verify().Select(e => new SystemFact("MNIST", "not as published", e.Message))];
    }

    private static SystemFact DataFact(MnistLocation found)
    {
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
