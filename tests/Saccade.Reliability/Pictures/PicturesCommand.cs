using System.CommandLine;

namespace Saccade.Reliability.Pictures;

/// <summary><c>pictures</c>: memory and processor time of sets of pictures that are larger than memory, or of very many files.</summary>
internal static class PicturesCommand
{
    private const long MostMemory = 1500L << 20;

    public static Command Make()
    {
        Option<double> gigabytes = new("--gigabytes")
        {
            Description = "Size of the decoded set to train from, 10⁹ bytes; twice that must be free on the disk of temporary files",
            DefaultValueFactory = _ => 20,
        };
        Option<int> files = new("--files") { Description = "Files of a folder to list and decode", DefaultValueFactory = _ => 100_000 };
        Command command = new("pictures", "Train from more pictures than memory holds, and list very many: memory must stay bounded")
        {
            gigabytes, files,
        };
        command.SetAction(parsed =>
        {
            PicturesReport[] reports =
            [
                PicturesHarness.List(parsed.GetValue(files)),
                .. PicturesHarness.Train((long)(parsed.GetValue(gigabytes) * 1e9)),
            ];
            foreach (PicturesReport report in reports)
            {
                Console.WriteLine(report);
            }
            return reports.All(report => report.Succeeded && report.MostMemory <= MostMemory) ? 0 : 1;
        });
        return command;
    }
}
