using System.CommandLine;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Cases;

/// <summary><c>cases</c>: every input of the folder <c>shared/cases</c>, against what is right for it.</summary>
internal static class CasesCommand
{
    public static Command Make()
    {
        Option<string> folder = new("--cases") { Description = "Folder of the inputs", DefaultValueFactory = _ => "../shared/cases" };
        Option<string> only = new("--only") { Description = "Only those whose name contains this", DefaultValueFactory = _ => "" };
        Command command = new("cases", "Try inputs that people met elsewhere: each must be read, or refused in one line") { folder, only };
        command.SetAction(parsed => Run(Path.GetFullPath(parsed.GetRequiredValue(folder)), parsed.GetRequiredValue(only)));
        return command;
    }

    private static int Run(string cases, string only)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(cases))
        {
            Console.Error.WriteLine($"The cases need bash and their inputs; there is no folder {cases}.");
            return 1;
        }
        int right = 0, skipped = 0, faults = 0;
        foreach (Case one in CaseList.All.Where(one => one.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            using ScratchFolder folder = new();
            if (one.Needs is string program && Bash(folder, cases, $"command -v {program}").ExitCode != 0)
            {
                Console.WriteLine($"skipped  {one.Name}: there is no {program}");
                skipped++;
                continue;
            }
            Ended ended = Bash(folder, cases, one.Line);
            if (one.IsRight(ended))
            {
                right++;
                Console.WriteLine($"right    {one.Name}");
            }
            else
            {
                faults++;
                Console.WriteLine($"FAULT    {one.Name}");
                Console.WriteLine($"         exit code {ended.ExitCode}: {string.Concat((ended.Errors + ended.Output).Take(1000))}");
            }
        }
        Console.WriteLine($"{right} right, {skipped} skipped, {faults} not right.");
        return faults == 0 && right > 0 ? 0 : 1;
    }

    private static Ended Bash(ScratchFolder folder, string cases, string line) =>
        SaccadeProgram.RunInBash(folder.Path, line, new() { ["CASES"] = cases, ["PROJECT"] = Project() });

    /// <summary>The project of the program in the working tree that this one was built from.</summary>
    private static string Project()
    {
        DirectoryInfo? tree = new(AppContext.BaseDirectory);
        while (tree is not null && !File.Exists(Path.Combine(tree.FullName, "Saccade.slnx")))
        {
            tree = tree.Parent;
        }
        return Path.Combine(tree?.FullName ?? "", "src", "Saccade.Cli");
    }
}
