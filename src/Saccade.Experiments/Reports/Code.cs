namespace Saccade.Experiments.Reports;

/// <summary>A command to copy.</summary>
internal sealed record Code(string Text) : DocumentBlock;
