using System.Diagnostics;

namespace Saccade.Benchmarks;

/// <summary>
/// How long it takes until one core sees what another wrote. It tells whether both share a cache; on machines that are lent it
/// can change by the minute, and with it what two threads gain that learn from a small batch together.
/// </summary>
internal static class HandOver
{
    private const int Times = 2000;

    /// <summary>Nanoseconds for one cache line from one core to another, there and back being two.</summary>
    public static double Nanoseconds()
    {
        int holder = 0;
        Thread other = new(() =>
        {
            for (int i = 0; i <= Times; i++)
            {
                Pass(from: 1, to: 0);
            }
        });
        other.Start();
        // The first waits for the thread to begin.
        Volatile.Write(ref holder, 1);
        Pass(from: 0, to: 1);
        long start = Stopwatch.GetTimestamp();
        for (int i = 1; i < Times; i++)
        {
            Pass(from: 0, to: 1);
        }
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        other.Join();
        return nanoseconds / (2 * (Times - 1));

        void Pass(int from, int to)
        {
            while (Volatile.Read(ref holder) != from)
            {
            }
            Volatile.Write(ref holder, to);
        }
    }
}
