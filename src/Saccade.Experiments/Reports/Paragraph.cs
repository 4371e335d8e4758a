namespace Saccade.Experiments.Reports;

/// <summary>Running text.</summary>
internal sealed record Paragraph(string Text) : DocumentBlock;
