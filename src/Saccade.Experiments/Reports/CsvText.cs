namespace Saccade.Experiments.Reports;

/// <summary>Comma-separated values (RFC 4180).</summary>
internal static class CsvText
{
    private static readonly char[] s_special = [',', '"', '\r', '\n'];

    /// <summary>A row and its line end; cells are quoted where they must be.</summary>
    public static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Quoted)) + "\n";

    private static string Quoted(string cell) =>
        cell.IndexOfAny(s_special) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
