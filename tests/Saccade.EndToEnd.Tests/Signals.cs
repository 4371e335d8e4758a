using System.Globalization;

namespace Saccade.EndToEnd.Tests;

/// <summary>Whether signals can be tested here.</summary>
internal static class Signals
{
    /// <summary>
    /// Skips the test on systems without signals, and where this process was started to ignore that signal, as its children then do.
    /// </summary>
    public static void SkipUnlessHeeded(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals on Windows.");
        const string status = "/proc/self/status";
        const string ignored = "SigIgn:";
        string? mask = File.Exists(status) ? File.ReadLines(status)
            .FirstOrDefault(line => line.StartsWith(ignored, StringComparison.Ordinal)) : null;
        Assert.SkipWhen(
            mask is not null
                && (ulong.Parse(mask.AsSpan(ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (
                    signal - 1) & 1) != 0,
            $"Signal {signal} is ignored by all processes started from here.");
    }
}
