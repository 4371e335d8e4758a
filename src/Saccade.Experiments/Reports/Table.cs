namespace Saccade.Experiments.Reports;

/// <summary>A table; every row has a cell for each column.</summary>
internal sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : DocumentBlock;
