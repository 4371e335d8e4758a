namespace Saccade.Experiments.Reports;

/// <summary>A PNG file with what it shows.</summary>
internal sealed record Picture(string Caption, string Path) : DocumentBlock;
