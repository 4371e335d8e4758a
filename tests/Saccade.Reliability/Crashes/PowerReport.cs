using System.Globalization;

namespace Saccade.Reliability.Crashes;

/// <summary>What the losses of power showed.</summary>
internal sealed class PowerReport
{
    /// <summary>Why nothing could be tried; null if it was.</summary>
    public string? NotTried { get; init; }

    /// <summary>Losses of power under a training.</summary>
    public int Losses { get; set; }

    /// <summary>Trainings that came to their end.</summary>
    public int Runs { get; set; }

    /// <summary>What should not have been under a training.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The losses of power under the other commands that write.</summary>
    public KillsReport? Commands { get; set; }

    /// <summary>Whether everything was tried and is as it should be.</summary>
    public bool Holds => NotTried is null && Faults.Count == 0 && Commands is { Faults.Count: 0 };

    public override string ToString() => NotTried is not null ? $"NOT TRIED: {NotTried}\n" : string.Create(
        CultureInfo.InvariantCulture,
        $"{Losses} losses of power under trainings, {Runs} of which came to their end; "
            + $"{(Faults.Count == 0 ? "all with the bits of the undisturbed one" : string.Join("; ", Faults.Select(f => "FAULT: " + f)))}\n"
            + $"Other commands: {Commands}");
}
