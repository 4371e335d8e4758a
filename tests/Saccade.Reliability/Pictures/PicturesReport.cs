using System.Globalization;

namespace Saccade.Reliability.Pictures;

/// <summary>What a process used.</summary>
/// <param name="What">What it did.</param>
/// <param name="Succeeded">Whether it ended with success.</param>
/// <param name="Seconds">The time it took.</param>
/// <param name="ProcessorSeconds">The time of all its threads.</param>
/// <param name="MostMemory">The most memory that it held at once (VmHWM), in bytes.</param>
internal sealed record PicturesReport(string What, bool Succeeded, double Seconds, double ProcessorSeconds, long MostMemory)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{What}: {(Succeeded ? "done" : "FAULT: it failed")}, {Seconds:0} s, {ProcessorSeconds / Seconds:0.00} cores busy, "
        + $"at most {MostMemory / (double)(1 << 20):N0} MiB");
}
