namespace Saccade.Experiments.Reports;

/// <summary>A heading, 1 the page's own.</summary>
internal sealed record Heading(int Level, string Text) : DocumentBlock;
