namespace Saccade.Reliability.Programs;

/// <summary>How a process of the program ended: its exit code and all that it wrote.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors);
