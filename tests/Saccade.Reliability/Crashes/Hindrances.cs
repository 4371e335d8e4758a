using System.Globalization;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Crashes;

/// <summary>
/// Trainings on a disk that fills up, and in a folder that may no longer be written: both must fail in one line and continue later.
/// </summary>
internal static class Hindrances
{
    // From hardly the recipe to all but the last checkpoints.
    private static readonly int[] s_kilobytes = [96, 8, 144, 64, 112, 128, 160, 176];

    /// <summary>Tries what can be tried here, and reports what cannot.</summary>
    public static void Try(ScratchFolder folder, CrashOptions options, string expected, CrashReport report)
    {
        report.Hindrances.Add(FullDisks(folder, options, expected, report));
        report.Hindrances.Add(ReadOnlyFolder(folder, options, expected, report));
    }

    private static string FullDisks(ScratchFolder folder, CrashOptions options, string expected, CrashReport report)
    {
        string disk = folder["disk"];
        Directory.CreateDirectory(disk);
        int full = 0;
        int[] disks = s_kilobytes[..Math.Min(options.Disks, s_kilobytes.Length)];
        foreach (int kilobytes in disks)
        {
            if (!Succeeds("mount", "-t", "tmpfs", "-o", Size(kilobytes), "tmpfs", disk))
            {
                return "Full disk: skipped, no small file system can be mounted here (that takes root).";
            }
            try
            {
                Ended ended = SaccadeProgram.Run(disk, TinyRun.Begin("run", options));
                full += ended.ExitCode == 0 ? 0 : 1;
                if (ended.ExitCode != 0 && !SaysWhy(ended, "space"))
                {
                    report.Faults.Add($"A disk of {kilobytes} KiB: exit code {ended.ExitCode}: {ended.Errors}");
                }
                Succeeds("mount", "-o", "remount,size=16m", disk);
                string run = Path.Combine(disk, "run");
                Ended again = SaccadeProgram.Run(disk, Directory.Exists(run) ? TinyRun.Resume("run") : TinyRun.Begin("run", options));
                if ((again.ExitCode != 0 ? again.Errors : RunDifference.Of(expected, run)) is string fault)
                {
                    report.Faults.Add($"A disk that had {kilobytes} KiB: {fault}");
                }
            }
            finally
            {
                Succeeds("umount", disk);
            }
        }
        if (full == 0)
        {
            report.Faults.Add("No disk was small enough to fill up.");
        }
        return string.Create(
            CultureInfo.InvariantCulture, $"Full disk: {full} of {disks.Length} small disks filled up; with more room each run continued.");
    }

    private static string ReadOnlyFolder(ScratchFolder folder, CrashOptions options, string expected, CrashReport report)
    {
        if (OperatingSystem.IsWindows())
        {
            return "Read-only folder: skipped, Windows knows no such folder.";
        }
        // Root may write everywhere, so it gives that right up.
        string[] behind = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];
        if (behind.Length > 0 && !Succeeds([.. behind, "true"]))
        {
            return "Read-only folder: skipped, root writes everywhere and setpriv cannot take that from it here.";
        }
        string checkpoints = folder["barred/checkpoints"];
        using SaccadeProgram program = SaccadeProgram.Start(folder.Path, TinyRun.Begin("barred", options), behind);
        while (!program.HasExited && (!Directory.Exists(checkpoints) || Directory.GetFiles(checkpoints, "step-*").Length < 2))
        {
            program.WaitForExit(TimeSpan.FromMilliseconds(5));
        }
        File.SetUnixFileMode(checkpoints, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Ended barred = program.End();
        Ended still = SaccadeProgram.Run(folder.Path, TinyRun.Resume("barred"), behind);
        File.SetUnixFileMode(checkpoints, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (Ended ended in new[] { barred, still })
        {
            if (ended.ExitCode != 1 || !SaysWhy(ended, "barred"))
            {
                report.Faults.Add($"In a read-only folder: exit code {ended.ExitCode}: {ended.Errors}");
            }
        }
        Ended again = SaccadeProgram.Run(folder.Path, TinyRun.Resume("barred"), behind);
        if ((again.ExitCode != 0 ? again.Errors : RunDifference.Of(expected, folder["barred"])) is string fault)
        {
            report.Faults.Add($"In a folder that was read-only: {fault}");
        }
        return "Read-only folder: refused during a run and again at its resume; with the permission restored it continued.";
    }

    private static bool SaysWhy(Ended ended, string word) =>
        ended.ExitCode == 1 && ended.Errors.TrimEnd('\n').Split('\n') is [string line] && line.Contains(word, StringComparison.Ordinal);

    private static string Size(int kilobytes) => string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k");

    private static bool Succeeds(params string[] words) => ToolCall.Failure(words) is null;
}
