namespace Saccade.Experiments.Reports;

/// <summary>A table as aligned text. Where it is too wide, whole columns are left out by their rank, so that no row is broken.</summary>
public sealed class TextTable
{
    private const string Gap = "  ";

    private readonly TextColumn[] _columns;
    private readonly int[] _shown;

    /// <summary>A table whose cells have the widths that its columns state, for rows that come one by one.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="width">The most characters of a line.</param>
    public TextTable(IReadOnlyList<TextColumn> columns, int width)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = [.. columns.Select(column => column with { Width = Math.Max(column.Width, column.Title.Length) })];
        List<int> shown = [.. Enumerable.Range(0, _columns.Length)];
        List<int> leftOut = [];
        while (shown.Sum(at => _columns[at].Width + Gap.Length) - Gap.Length > width && shown.Any(at => _columns[at].Rank > 0))
        {
            leftOut.Add(shown.Where(at => _columns[at].Rank > 0).MinBy(at => _columns[at].Rank));
            shown.Remove(leftOut[^1]);
        }
        _shown = [.. shown];
        LeftOut = [.. leftOut.Select(at => _columns[at].Title)];
    }

    /// <summary>The titles of the columns that are left out, the first one first.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>The titles as a line.</summary>
    public string Header => Row([.. _columns.Select(column => column.Title)]);

    /// <summary>A row as a line.</summary>
    /// <param name="cells">A cell for each column, also for those that are left out.</param>
    public string Row(IReadOnlyList<string> cells) => string.Join(Gap, _shown.Select(at =>
        _columns[at].IsText ? cells[at].PadRight(_columns[at].Width) : cells[at].PadLeft(_columns[at].Width))).TrimEnd();

    /// <summary>A whole table as lines, as a terminal may show it; below it the columns that were left out.</summary>
    /// <param name="columns">The columns, which become as wide as their widest cell.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="width">The most characters of a line.</param>
    public static IEnumerable<string> Lines(
        IReadOnlyList<TextColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows, int width)
    {
        ArgumentNullException.ThrowIfNull(rows);
        string[][] cells = [.. rows.Select(row => row.Select(cell => TerminalText.OneLine(cell)).ToArray())];
        TextTable table = new(
            [.. columns.Select((column, at) => column with { Width = cells.Max(row => (int?)row[at].Length) ?? 0 })], width);
        string[] note = table.LeftOut.Count == 0 ? []
            : WrappedText.Of($"Left out for the width: {string.Join("; ", table.LeftOut)}", width, indent: 2).Split('\n');
        return [table.Header, .. cells.Select(table.Row), .. note];
    }
}
