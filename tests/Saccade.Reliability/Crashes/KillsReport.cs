using System.Globalization;
using System.Text;

namespace Saccade.Reliability.Crashes;

/// <summary>What the kills of writing commands showed.</summary>
internal sealed class KillsReport
{
    /// <summary>What ended the commands.</summary>
    public required string Cause { get; init; }

    /// <summary>Kills by command.</summary>
    public SortedDictionary<string, int> Kills { get; } = new(StringComparer.Ordinal);

    /// <summary>Kills that left a file half written beside its place.</summary>
    public int WithinWrites { get; set; }

    /// <summary>Whatever should not be; empty if all is well.</summary>
    public List<string> Faults { get; } = [];

    public override string ToString()
    {
        StringBuilder text = new();
        string commands = string.Join(", ", Kills.Select(kill => $"{kill.Key} {kill.Value}"));
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{Kills.Values.Sum()} {Cause}, {WithinWrites} of them within a write: {commands}");
        text.AppendLine(Faults.Count == 0
            ? "Every command, called again, left what an undisturbed one leaves."
            : string.Join(Environment.NewLine, Faults.Select(fault => "FAULT: " + fault)));
        return text.ToString();
    }
}
