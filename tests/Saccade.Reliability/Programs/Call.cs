namespace Saccade.Reliability.Programs;

/// <summary>A call of the command line.</summary>
/// <param name="Folder">The folder where it runs.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Columns">COLUMNS of its environment; null for none.</param>
internal sealed record Call(string Folder, string[] Arguments, string? Columns);
