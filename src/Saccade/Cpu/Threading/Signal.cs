using System.Diagnostics;

namespace Saccade.Cpu.Threading;

/// <summary>An event for one thread, which spins before it sleeps: with a sleeper, the system often puts two workers on one core.</summary>
internal sealed class Signal : IDisposable
{
    private const int Unset = 0, IsSet = 1, Asleep = 2;
    private const int Spins = 16;
    private static readonly long s_spinTime = Stopwatch.Frequency / 5000;

    private readonly SemaphoreSlim _sleep = new(0);
    private int _state;

    public void Set()
    {
        if (Interlocked.Exchange(ref _state, IsSet) == Asleep)
        {
            _sleep.Release();
        }
    }

    /// <summary>Waits for one <see cref="Set"/> and consumes it.</summary>
    public void Wait()
    {
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _state) != IsSet)
        {
            if (Stopwatch.GetTimestamp() - start > s_spinTime && Interlocked.CompareExchange(ref _state, Asleep, Unset) == Unset)
            {
                _sleep.Wait();
                break;
            }
            Thread.SpinWait(Spins);
        }
        Volatile.Write(ref _state, Unset);
    }

    public void Dispose() => _sleep.Dispose();
}
