namespace Saccade.Reliability.Serving;

/// <summary>What a trial of the server showed.</summary>
/// <param name="Part">What was tried.</param>
/// <param name="Counts">How much there was of what.</param>
/// <param name="Faults">What should not have been.</param>
internal sealed record ServingReport(string Part, string Counts, IReadOnlyList<string> Faults)
{
    public override string ToString() =>
        $"{Part}: {Counts}; {(Faults.Count == 0 ? "no fault" : string.Join("; ", Faults.Select(fault => "FAULT: " + fault)))}\n";
}
