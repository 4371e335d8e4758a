using System.Diagnostics;
using System.Globalization;
using Saccade.Experiments.Runs;
using Saccade.Random;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Crashes;

/// <summary>
/// Kills one rank of a training at random moments. mpirun and all other ranks must end within seconds, and the run must resume and end
/// with the bits of one that was never killed. Takes Linux and mpirun.
/// </summary>
internal sealed class RanksHarness
{
    private static readonly TimeSpan s_toEnd = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(20);

    private readonly ScratchFolder _folder;
    private readonly CrashOptions _options = new() { Epochs = 30 };
    private readonly string[] _mpirun;
    private readonly List<string> _faults = [];
    private RandomStream _random;
    private TimeSpan _length;
    private TimeSpan _longestEnd;

    private RanksHarness(ScratchFolder folder, int ranks, long seed)
    {
        _folder = folder;
        _mpirun = ["mpirun", "-q", "--allow-run-as-root", "--oversubscribe", "-n", ranks.ToString(CultureInfo.InvariantCulture)];
        _random = RandomKey.FromSeed(seed).Fork("ranks").Stream();
    }

    /// <summary>Kills as often as asked for; gives the faults.</summary>
    public static IReadOnlyList<string> Run(int kills, int ranks, long seed, Action<string> progress)
    {
        using ScratchFolder folder = new();
        RanksHarness harness = new(folder, ranks, seed);
        long start = Stopwatch.GetTimestamp();
        Ended ended = SaccadeProgram.Run(folder.Path, TinyRun.Begin("expected", harness._options), harness._mpirun);
        harness._length = Stopwatch.GetElapsedTime(start);
        if (ended.ExitCode != 0)
        {
            throw new InvalidOperationException($"The run that is never killed failed: {ended.Errors}");
        }
        int killed = 0, runs = 0;
        for (; killed < kills || runs == 0; runs++)
        {
            string name = FormattableString.Invariant($"run-{runs}");
            while (!harness.LetRun(name, kill: killed < kills))
            {
                killed++;
            }
            if (RunDifference.Of(folder["expected"], folder[name]) is string difference)
            {
                harness._faults.Add($"{name}: {difference}");
            }
            Directory.Delete(folder[name], recursive: true);
            progress($"{killed} kills, {runs + 1} runs ended, {harness._faults.Count} faults");
        }
        string seconds = harness._longestEnd.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        progress($"After a kill all processes had ended within {seconds} s at most.");
        return harness._faults;
    }

    /// <summary>Begins the run or resumes it; whether it came to its end before a rank was killed.</summary>
    private bool LetRun(string name, bool kill)
    {
        bool begun = RunFolder.IsRun(_folder[name]);
        using SaccadeProgram mpirun =
            SaccadeProgram.Start(_folder.Path, begun ? TinyRun.Resume(name) : TinyRun.Begin(name, _options), _mpirun);
        int[] ranks = [];
        if (kill)
        {
            Moment.Wait(mpirun, _length * 0.9, begun ? _folder[name] : _folder.Path, begun ? 200 : 16, ref _random);
            while (!mpirun.HasExited && (ranks = Children(mpirun.Id)).Length == 0)
            {
                mpirun.WaitForExit(s_tick);
            }
        }
        if (mpirun.HasExited || ranks.Length == 0)
        {
            Ended ended = mpirun.End();
            if (ended.ExitCode != 0)
            {
                _faults.Add($"{name}: exit code {ended.ExitCode}: {ended.Errors}");
            }
            return true;
        }
        long start = Stopwatch.GetTimestamp();
        Kill(ranks[_random.NextInt(ranks.Length)]);
        if (!mpirun.WaitForExit(s_toEnd))
        {
            _faults.Add($"{name}: mpirun hangs after the kill of a rank");
            mpirun.Kill();
        }
        bool ends = mpirun.End().ExitCode == 0;
        while (ranks.Any(IsAlive) && Stopwatch.GetElapsedTime(start) < s_toEnd)
        {
            Thread.Sleep(s_tick);
        }
        foreach (int rank in ranks.Where(IsAlive))
        {
            _faults.Add($"{name}: a rank lives on");
            Kill(rank);
        }
        _longestEnd = TimeSpan.FromSeconds(Math.Max(_longestEnd.TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds));
        return ends;
    }

    private static int[] Children(int process)
    {
        try
        {
            return [.. File.ReadAllText($"/proc/{process}/task/{process}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Whether the process runs; one that has ended may stay listed until its parent asks for its exit code.</summary>
    private static bool IsAlive(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Kill(int process)
    {
        try
        {
            using Process rank = Process.GetProcessById(process);
            rank.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It ended meanwhile.
        }
    }
}
