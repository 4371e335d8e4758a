using System.Diagnostics;
using Saccade.IO;
using Saccade.Random;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Crashes;

/// <summary>
/// Kills the commands that write, each at random moments, and calls them again: no file may be half written at its place, and in the end
/// there must be what an undisturbed call leaves, and nothing else. With a disk, its power is lost instead.
/// </summary>
internal sealed class KillsHarness
{
    private const string Recipe = """
        title = "Drawn digits in seconds"
        [task]
        digits = "drawn"
        training_digits = 200
        validation_digits = 40
        test_digits = 40
        [model]
        hidden = 16
        glimpse_hidden = 8
        glimpse_features = 16
        glimpses = 2
        [training]
        epochs = 2
        batch_size = 20
        """;

    private readonly ScratchFolder _folder;
    private readonly LoopDisk? _disk;
    private readonly KillsReport _report;
    private RandomStream _random;

    private KillsHarness(ScratchFolder folder, LoopDisk? disk, long seed)
    {
        (_folder, _disk, _random) = (folder, disk, RandomKey.FromSeed(seed).Fork("moments").Stream());
        _report = new() { Cause = disk is null ? "kills (SIGKILL)" : "losses of power" };
    }

    private string Template => _folder["template"];

    /// <summary>Kills as often as asked for, the commands in turn.</summary>
    public static KillsReport Run(
        int count, long seed, IReadOnlyList<WritingCommand>? commands = null, Action<string>? progress = null, LoopDisk? disk = null)
    {
        using ScratchFolder folder = new();
        KillsHarness harness = new(folder, disk, seed);
        harness.MakeTemplate();
        commands ??= WritingCommand.All;
        for (int i = 0; i < commands.Count; i++)
        {
            harness.Try(commands[i], (count + commands.Count - 1 - i) / commands.Count);
            progress?.Invoke($"{commands[i].Name}: {harness._report.Faults.Count} faults so far");
        }
        return harness._report;
    }

    private void MakeTemplate()
    {
        Directory.CreateDirectory(Template);
        File.WriteAllText(Path.Combine(Template, "tiny.toml"), Recipe);
        foreach (string[] call in (string[][])[["train", "tiny.toml", "--run", "run", "--threads", "1"], ["eval", "run", "--threads", "1"]])
        {
            Ended ended = SaccadeProgram.Run(Template, call);
            if (ended.ExitCode != 0)
            {
                throw new InvalidOperationException($"The run that the commands use failed: {ended.Errors}");
            }
        }
    }

    private void Try(WritingCommand command, int kills)
    {
        if (kills == 0)
        {
            return;
        }
        string undisturbed = Copy(_folder["undisturbed"]);
        long start = Stopwatch.GetTimestamp();
        Ended whole = SaccadeProgram.Run(undisturbed, command.Arguments);
        TimeSpan length = Stopwatch.GetElapsedTime(start);
        Dictionary<string, byte[]> expected = Files(undisturbed);
        if (whole.ExitCode != 0)
        {
            _report.Faults.Add($"{command.Name}: {whole.Errors}");
            return;
        }
        for (int killed = 0; killed < kills; killed++)
        {
            string folder = Copy(_disk is null ? _folder["killed"] : Path.Combine(_disk.Path, "killed"));
            _disk?.Flush();
            using (SaccadeProgram program = SaccadeProgram.Start(folder, command.Arguments))
            {
                Moment.Wait(program, length, folder, 8, ref _random);
                End(program, command);
            }
            _report.Kills[command.Name] = _report.Kills.GetValueOrDefault(command.Name) + 1;
            _report.WithinWrites += Files(folder).Keys.Any(IsTemporary) ? 1 : 0;
            if ((Torn(command, expected, Files(folder)) ?? Again(command, folder, expected)) is string fault)
            {
                _report.Faults.Add($"{command.Name}: {fault}");
            }
        }
    }

    private void End(SaccadeProgram program, WritingCommand command)
    {
        if (_disk is null)
        {
            program.Kill();
            return;
        }
        _disk.LosePower();
        Ended ended = program.End();
        _disk.Restart();
        if (!PowerHarness.EndsInOneLine(ended))
        {
            _report.Faults.Add($"{command.Name}: without its disk, exit code {ended.ExitCode}: {ended.Errors}");
        }
    }

    /// <summary>A file that is not whole at its place; null if there is none.</summary>
    private static string? Torn(WritingCommand command, Dictionary<string, byte[]> expected, Dictionary<string, byte[]> left) =>
        !command.SameBytes ? null : left
            .Where(file => !IsTemporary(file.Key))
            .Where(file => !expected.TryGetValue(file.Key, out byte[]? whole) || !whole.SequenceEqual(file.Value))
            .Select(file => $"{file.Key} was not whole after a kill").FirstOrDefault();

    private static string? Again(WritingCommand command, string folder, Dictionary<string, byte[]> expected)
    {
        // One that was killed after all its work has nothing left to do.
        if (command.SameBytes && Difference(expected, Files(folder), sameBytes: true) is null)
        {
            return null;
        }
        Ended again = SaccadeProgram.Run(folder, command.Arguments);
        return again.ExitCode != 0 ? $"called again, exit code {again.ExitCode}: {again.Errors}"
            : Difference(expected, Files(folder), command.SameBytes);
    }

    private static string? Difference(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> left, bool sameBytes)
    {
        string[] other = [.. expected.Keys.Except(left.Keys).Concat(left.Keys.Except(expected.Keys)).Order(StringComparer.Ordinal)];
        return other.Length > 0 ? $"missing or too many: {string.Join(", ", other)}"
            : sameBytes && expected.FirstOrDefault(file => !file.Value.SequenceEqual(left[file.Key])).Key is string name ? $"{name} differs"
            : null;
    }

    private static bool IsTemporary(string file) => AtomicFile.IsTemporary(Path.GetFileName(file));

    /// <summary>All files of a folder; the time in the name of TensorBoard's events is left out.</summary>
    private static Dictionary<string, byte[]> Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => (Name: Path.GetRelativePath(folder, file), Content: File.ReadAllBytes(file)))
        .ToDictionary(file => file.Name.Contains("events.out", StringComparison.Ordinal)
            ? Path.Combine(Path.GetDirectoryName(file.Name)!, "events") : file.Name, file => file.Content);

    private string Copy(string target)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }
        foreach (string file in Directory.GetFiles(Template, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(Template, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return target;
    }
}
