using System.Diagnostics;
using Saccade.Experiments.Runs;
using Saccade.Random;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Crashes;

/// <summary>
/// Takes the power from the disk of a training at random moments, mounts the disk again, and resumes the training: no file may be torn at
/// its place, and the run must end with the bits of an undisturbed one. The same then under the other commands that write.
/// </summary>
internal sealed class PowerHarness
{
    private readonly ScratchFolder _folder;
    private readonly LoopDisk _disk;
    private readonly CrashOptions _options;
    private readonly PowerReport _report = new();
    private RandomStream _random;

    private PowerHarness(ScratchFolder folder, LoopDisk disk, CrashOptions options) =>
        (_folder, _disk, _options, _random) = (folder, disk, options, RandomKey.FromSeed(options.Seed).Fork("power").Stream());

    /// <summary>
    /// Takes the power as often as asked for under trainings, and as often under the other commands; or only under those whose name
    /// contains a text.
    /// </summary>
    public static PowerReport Run(CrashOptions options, string? only = null, Action<string>? progress = null)
    {
        using LoopDisk? disk = LoopDisk.TryCreate(out string reason);
        if (disk is null)
        {
            return new() { NotTried = reason };
        }
        using ScratchFolder folder = new();
        PowerHarness harness = new(folder, disk, options);
        if (only is null)
        {
            harness.TryTrainings();
            progress?.Invoke($"trainings: {harness._report.Faults.Count} faults so far");
        }
        harness._report.Commands = KillsHarness.Run(
            options.Kills, options.Seed, WritingCommand.Named(only ?? ""), progress, disk);
        return harness._report;
    }

    private void TryTrainings()
    {
        long start = Stopwatch.GetTimestamp();
        Ended undisturbed = SaccadeProgram.Run(_folder.Path, TinyRun.Begin("expected", _options));
        TimeSpan length = Stopwatch.GetElapsedTime(start);
        if (undisturbed.ExitCode != 0)
        {
            throw new InvalidOperationException($"The undisturbed run failed: {undisturbed.Errors}");
        }
        string run = Path.Combine(_disk.Path, "run");
        while (_report.Losses < _options.Kills)
        {
            while (!Ends(run, length))
            {
            }
            _report.Runs++;
            Note(RunDifference.Of(_folder["expected"], run));
            Directory.Delete(run, recursive: true);
        }
    }

    /// <summary>Begins the run or resumes it; whether it came to its end before the power was lost.</summary>
    private bool Ends(string run, TimeSpan length)
    {
        bool begun = RunFolder.IsRun(run);
        using SaccadeProgram program = SaccadeProgram.Start(_disk.Path, begun ? TinyRun.Resume("run") : TinyRun.Begin("run", _options));
        bool disturb = _report.Losses < _options.Kills;
        if (disturb)
        {
            Moment.Wait(program, length, begun ? run : _disk.Path, begun ? 200 : 16, ref _random);
        }
        if (!disturb || program.HasExited)
        {
            Ended whole = program.End();
            Note(whole.ExitCode == 0 && whole.Errors.Length == 0 ? null : $"exit code {whole.ExitCode}: {whole.Errors}");
            return true;
        }
        _disk.LosePower();
        Ended ended = program.End();
        _disk.Restart();
        _report.Losses++;
        Note(EndsInOneLine(ended) ? null : $"without its disk, exit code {ended.ExitCode}: {ended.Errors}");
        Note(Directory.Exists(run) ? KilledState.Fault(run, damaged: null) : null);
        return false;
    }

    /// <summary>Whether a program that lost its disk said so, or had nothing more to write.</summary>
    public static bool EndsInOneLine(Ended ended) =>
        ended.ExitCode == 0 || (ended.ExitCode == 1 && ended.Errors.TrimEnd('\n').Split('\n') is [{ Length: > 0 }]);

    private void Note(string? fault)
    {
        if (fault is not null)
        {
            _report.Faults.Add(fault);
        }
    }
}
