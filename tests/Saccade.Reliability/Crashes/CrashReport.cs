using System.Globalization;
using System.Text;

namespace Saccade.Reliability.Crashes;

/// <summary>What the kills showed.</summary>
internal sealed class CrashReport
{
    /// <summary>Kills by the state that they left.</summary>
    public SortedDictionary<string, int> Kills { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs that came to their end, each with the bits of the run that was never killed or counted among the faults.</summary>
    public int Runs { get; set; }

    /// <summary>Newest checkpoints that were damaged after a kill, as a disk might that lost power.</summary>
    public int Damaged { get; set; }

    /// <summary>What hindrances showed, a line each; what could not be tried is "skipped".</summary>
    public List<string> Hindrances { get; } = [];

    /// <summary>Whatever should not be; empty if all is well.</summary>
    public List<string> Faults { get; } = [];

    public TimeSpan Time { get; set; }

    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(
            CultureInfo.InvariantCulture, $"{Kills.Values.Sum()} kills (SIGKILL) over {Runs} runs in {Time.TotalSeconds:F0} s:");
        foreach ((string state, int count) in Kills)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {count,4}  {state}");
        }
        text.AppendLine(CultureInfo.InvariantCulture, $"{Damaged} times the newest checkpoint was damaged as well.");
        foreach (string hindrance in Hindrances)
        {
            text.AppendLine(hindrance);
        }
        text.AppendLine(Faults.Count == 0
            ? "Every run ended with the bits of the one that was never killed."
            : string.Join(Environment.NewLine, Faults.Select(fault => "FAULT: " + fault)));
        return text.ToString();
    }
}
