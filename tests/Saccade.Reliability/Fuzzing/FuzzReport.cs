using System.Globalization;
using System.Text;

namespace Saccade.Reliability.Fuzzing;

/// <summary>What the damaged inputs showed.</summary>
internal sealed class FuzzReport
{
    public SortedDictionary<string, FuzzCounts> Readers { get; } = new(StringComparer.Ordinal);

    /// <summary>Bits of a checkpoint that were flipped, each alone.</summary>
    public int FlippedBits { get; set; }

    /// <summary>Whatever should not be; empty if all is well.</summary>
    public List<string> Faults { get; } = [];

    public TimeSpan Time { get; set; }

    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Readers.Values.Sum(counts => counts.Inputs):N0} inputs in {Time.TotalSeconds:F0} "
            + $"s; the process held {Environment.WorkingSet >> 20} MiB in the end.");
        text.AppendLine("reader        inputs    refused   longest   managed memory   held more");
        foreach ((string name, FuzzCounts counts) in Readers)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{name,-12} {counts.Inputs,7:N0}  {counts.Refused,9:N0}  {counts.Longest.TotalMilliseconds,5:F0} ms  "
                    + $"{counts.MostMemory / 1024.0 / 1024,10:F1} MiB  {counts.MostHeld / 1024.0 / 1024,7:F1} MiB");
        }
        text.AppendLine(CultureInfo.InvariantCulture, $"{FlippedBits:N0} single bits of a checkpoint were flipped.");
        text.AppendLine(Faults.Count == 0
            ? "Each was taken, or refused in one line that names the file; every flipped bit was noticed."
            : string.Join(Environment.NewLine, Faults.Select(fault => "FAULT: " + fault)));
        return text.ToString();
    }
}
