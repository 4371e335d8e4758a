using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Saccade.Reliability.Networks;

/// <summary>One direction of a link: packets leave one after the other at a rate, and each arrives after a delay.</summary>
internal sealed partial class DelayedDirection
{
    private const int MostPacketBytes = 65_536;
    private const int Monotonic = 1, Absolute = 1;
    private const int ThisThread = 0, HighestPriority = -20;

    private readonly TunDevice _from;
    private readonly TunDevice _to;
    private readonly LinkOptions _options;
    private readonly BlockingCollection<(byte[] Packet, long Due)> _inFlight = [];

    private DelayedDirection(TunDevice from, TunDevice to, LinkOptions options) => (_from, _to, _options) = (from, to, options);

    /// <summary>Carries packets in two threads until the first device is gone.</summary>
    public static void Start(TunDevice from, TunDevice to, LinkOptions options)
    {
        DelayedDirection direction = new(from, to, options);
        new Thread(direction.Receive) { IsBackground = true }.Start();
        new Thread(direction.Deliver) { IsBackground = true }.Start();
    }

    private void Receive()
    {
        _ = SetPriority(0, ThisThread, HighestPriority);
        byte[] packet = new byte[MostPacketBytes];
        double nanosecondsOfByte = 8e9 / _options.BitsPerSecond;
        long delay = (long)(_options.Delay.TotalNanoseconds), left = 0;
        int length;
        while ((length = _from.Read(packet)) > 0)
        {
            left = Math.Max(left, Now()) + (long)(length * nanosecondsOfByte);
            _inFlight.Add((packet[..length], left + delay));
        }
        _inFlight.CompleteAdding();
    }

    private void Deliver()
    {
        _ = SetPriority(0, ThisThread, HighestPriority);
        foreach ((byte[] packet, long due) in _inFlight.GetConsumingEnumerable())
        {
            Time time = new() { Seconds = (nint)(due / 1_000_000_000), Nanoseconds = (nint)(due % 1_000_000_000) };
            if (due > Now())
            {
                _ = Sleep(Monotonic, Absolute, in time, 0);
            }
            _to.Write(packet);
        }
    }

    /// <summary>Nanoseconds of the clock that <see cref="Sleep"/> knows.</summary>
    private static long Now() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int Sleep(int clock, int flags, in Time until, nint remaining);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int kind, int thread, int priority);
}
