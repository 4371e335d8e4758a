using System.Diagnostics;
using Saccade.Experiments.Runs;
using Saccade.Random;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Crashes;

/// <summary>
/// Kills a training at random moments, resumes it, kills it again, and when it ends compares all it left with a run
/// that was never killed. Half of the moments are times, the other half follow upon a change of a file; before one in
/// three the training is asked to end, so that the kill falls into or after the checkpoint of an epoch half done.
/// </summary>
internal sealed class CrashHarness
{
    private const int Terminated = 128 + 15;

    // Within which the program mostly has saved and ended.
    private static readonly TimeSpan s_toSave = TimeSpan.FromMilliseconds(400);

    private readonly CrashOptions _options;
    private readonly ScratchFolder _folder;
    private readonly CrashReport _report = new();
    private readonly Action<string> _progress;
    private RandomStream _random;
    private TimeSpan _length;
    private byte[] _damage = [];

    private CrashHarness(CrashOptions options, ScratchFolder folder, Action<string> progress) =>
        (_options, _folder, _progress, _random) = (options, folder, progress, RandomKey.FromSeed(options.Seed).Fork("kills").Stream());

    private string Expected => _folder["expected"];

    /// <summary>Kills as often as asked for, then tries a full disk and a folder without permission.</summary>
    /// <param name="options">The bounds.</param>
    /// <param name="progress">Receives the progress now and then.</param>
    public static CrashReport Run(CrashOptions options, Action<string>? progress = null)
    {
        using ScratchFolder folder = new();
        CrashHarness harness = new(options, folder, progress ?? (_ => { }));
        long start = Stopwatch.GetTimestamp();
        harness.Undisturbed();
        harness.KillOften();
        if (options.Disks > 0)
        {
            Hindrances.Try(folder, options, harness.Expected, harness._report);
        }
        harness._report.Time = Stopwatch.GetElapsedTime(start);
        return harness._report;
    }

    private void Undisturbed()
    {
        long start = Stopwatch.GetTimestamp();
        Ended ended = SaccadeProgram.Run(_folder.Path, TinyRun.Begin("expected", _options));
        _length = Stopwatch.GetElapsedTime(start);
        if (ended.ExitCode != 0)
        {
            throw new InvalidOperationException($"The run that is never killed failed: {ended.Errors}");
        }
    }

    private void KillOften()
    {
        int killed = 0;
        for (int run = 0; killed < _options.Kills; run++)
        {
            string name = FormattableString.Invariant($"run-{run}");
            string? damaged = null;
            // The last run is left to end when enough were killed.
            while (LetRun(name, damaged, kill: killed < _options.Kills) is false)
            {
                killed++;
                damaged = AfterKill(name, damaged);
                if (killed % 10 == 0)
                {
                    _progress($"{killed} kills, {_report.Runs} runs ended, {_report.Faults.Count} faults");
                }
            }
            _report.Runs++;
            if (RunDifference.Of(Expected, _folder[name]) is string difference)
            {
                _report.Faults.Add($"{name}: {difference}");
            }
            Directory.Delete(_folder[name], recursive: true);
        }
    }

    /// <summary>Begins the run or resumes it; whether it came to its end before it was killed.</summary>
    private bool LetRun(string name, string? damaged, bool kill)
    {
        bool begun = RunFolder.IsRun(_folder[name]);
        using SaccadeProgram program = SaccadeProgram.Start(_folder.Path, begun ? TinyRun.Resume(name) : TinyRun.Begin(name, _options));
        if (kill)
        {
            WaitForMoment(program, name);
            if (_random.NextInt(3) == 0)
            {
                program.Terminate();
                program.WaitForExit(s_toSave * _random.NextDouble());
            }
        }
        bool ends = !kill || program.HasExited;
        Ended ended = ends ? program.End() : program.Kill();
        // A process that ends in the very moment has not been killed; one that was asked to end has not come to its end.
        ends = (ends || ended.ExitCode is 0 or 1 or 2) && ended.ExitCode != Terminated;
        bool spoke = ended.Output.Length > 0;
        if ((ends && ended.ExitCode != 0) || (ended.Errors.Length > 0 && damaged is null))
        {
            _report.Faults.Add($"{name}: exit code {ended.ExitCode}: {ended.Errors}");
            return true;
        }
        if (spoke && damaged is not null && !ended.Errors.Contains(damaged, StringComparison.Ordinal))
        {
            _report.Faults.Add($"{name}: nothing was said of the damage of {damaged}, but: {ended.Errors}");
        }
        return ends;
    }

    private void WaitForMoment(SaccadeProgram program, string name)
    {
        // The first changes of a run to come make its folder and the files that describe it. What comes after the training, the
        // pictures, takes long; it is met now and then.
        bool begun = RunFolder.IsRun(_folder[name]);
        Moment.Wait(program, _length * 0.8, begun ? _folder[name] : _folder.Path, begun ? 200 : 16, ref _random);
    }

    /// <summary>
    /// Notes the state, and now and then damages the newest checkpoint; gives the name of the one that is damaged now, if any.
    /// </summary>
    private string? AfterKill(string name, string? damaged)
    {
        string run = _folder[name];
        // A process that was killed before it came to the damaged checkpoint has left it as it was.
        string? still = damaged is not null && Path.Combine(run, "checkpoints", damaged) is string path
            && File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(_damage) ? damaged : null;
        string state = KilledState.Of(run);
        _report.Kills[state] = _report.Kills.GetValueOrDefault(state) + 1;
        string checkpoints = Path.Combine(run, "checkpoints");
        if (KilledState.Fault(run, still) is string fault)
        {
            _report.Faults.Add($"{name}: {fault}");
        }
        if (still is not null)
        {
            return still;
        }
        if (_random.NextDouble() >= _options.Damage || !Directory.Exists(checkpoints)
            || Directory.GetFiles(checkpoints, "step-*").Order(StringComparer.Ordinal).ToArray() is not [_, .., string newest])
        {
            return null;
        }
        byte[] content = File.ReadAllBytes(newest);
        if (_random.NextInt(2) == 0)
        {
            content = content[.._random.NextInt(content.Length)];
        }
        else
        {
            content[_random.NextInt(content.Length)] ^= (byte)(1 << _random.NextInt(8));
        }
        File.WriteAllBytes(newest, content);
        _damage = content;
        _report.Damaged++;
        return Path.GetFileName(newest);
    }
}
