using System.Globalization;

namespace Saccade.Reliability.Soaking;

/// <summary>What a process holds at a moment, as Linux reports it.</summary>
/// <param name="Seconds">Since the beginning of the trial.</param>
/// <param name="Memory">Its own memory (RssAnon), in bytes: neither files that it maps nor what is swapped out.</param>
/// <param name="Handles">Open files, sockets and the like.</param>
/// <param name="Threads">Its threads.</param>
internal sealed record ProcessSample(double Seconds, double Memory, double Handles, double Threads)
{
    public static ProcessSample Take(int process, double seconds)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        string[] status = File.ReadAllLines(Path.Combine(folder, "status"));
        return new(seconds, 1024 * Figure(status, "RssAnon:"), Directory.GetFiles(Path.Combine(folder, "fd")).Length,
            Figure(status, "Threads:"));
    }

    private static double Figure(string[] status, string name) =>
        double.Parse(status.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim().Split(' ')[0],
            CultureInfo.InvariantCulture);
}
