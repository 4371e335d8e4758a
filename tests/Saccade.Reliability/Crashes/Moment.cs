using Saccade.Random;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Crashes;

/// <summary>Random moments of a program: half of them are times, the others follow upon a change of a file.</summary>
internal static class Moment
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for a moment, at most until the program ends.</summary>
    /// <param name="program">The program.</param>
    /// <param name="longest">The longest time.</param>
    /// <param name="folder">The folder whose files are watched.</param>
    /// <param name="changes">The most changes of its files.</param>
    /// <param name="random">Chooses.</param>
    public static void Wait(SaccadeProgram program, TimeSpan longest, string folder, int changes, ref RandomStream random)
    {
        if (random.NextInt(2) == 0)
        {
            program.WaitForExit(longest * random.NextDouble());
            return;
        }
        using SemaphoreSlim changed = new(0);
        using FileSystemWatcher watcher = new(folder) { IncludeSubdirectories = true };
        watcher.Created += (_, _) => changed.Release();
        watcher.Changed += (_, _) => changed.Release();
        watcher.Renamed += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        for (int left = 1 + random.NextInt(changes); left > 0 && !program.HasExited;)
        {
            left -= changed.Wait(s_tick) ? 1 : 0;
        }
        Thread.SpinWait(random.NextInt(20_000));
    }
}
