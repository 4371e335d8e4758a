using System.Diagnostics;

namespace Saccade.Benchmarks;

/// <summary>
/// How long it takes until one core sees what another wrote. It shows whether both share a cache; on machines that are lent it
/// can change by the minute, and with it what two threads gain that learn from a small batch together.
/// </summary>
internal static class HandOver
{
    private const int Parts = 20;
    private const int Times = 100;

    /// <summary>
    /// Nanoseconds for one cache line from one core to another, there and back being two. The shortest of some short times: in the
    /// first the thread begins, and in a longer one a core may have something else to do.
    /// </summary>
    public static double Nanoseconds()
    {
        int holder = 0;
        Thread other = new(() => Pass(1 + Parts * Times, from: 1, to: 0));
        other.Start();
        Volatile.Write(ref holder, 1);
        double shortest = Enumerable.Range(0, Parts).Min(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            Pass(Times, from: 0, to: 1);
            return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        });
        other.Join();
        return shortest / (2 * Times);

        void Pass(int times, int from, int to)
        {
            for (int i = 0; i < times; i++)
            {
                while (Volatile.Read(ref holder) != from)
                {
                }
                Volatile.Write(ref holder, to);
            }
        }
    }
}
