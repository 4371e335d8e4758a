using System.Text;

namespace Saccade.Experiments.Runs;

/// <summary>The figures of a run by epoch, as <c>metrics.csv</c> holds them: a line of names, then one line an epoch.</summary>
public sealed class MetricsTable
{
    private const string EpochColumn = "epoch";

    // As many as a recipe may have.
    private const int MostEpochs = 100_000;
    private const int MostColumns = 256;

    private readonly Dictionary<string, IReadOnlyList<double>> _values;
    private readonly string _source;

    private MetricsTable(string source, string[] columns, List<double>[] values)
    {
        _source = source;
        Columns = columns;
        Epochs = values.Length == 0 ? 0 : values[0].Count;
        _values = columns.Index().ToDictionary(column => column.Item, column => (IReadOnlyList<double>)values[column.Index]);
    }

    /// <summary>The names of the figures, in the order of the file; empty before the first epoch.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many epochs there are.</summary>
    public int Epochs { get; }

    /// <summary>One figure over the epochs.</summary>
    /// <exception cref="SaccadeException">There is no such column.</exception>
    public IReadOnlyList<double> this[string column] => _values.TryGetValue(column, out IReadOnlyList<double>? values)
        ? values
        : throw new SaccadeException(
            new(ErrorKind.Unknown, _source, $"the columns are {string.Join(", ", Columns)}") { Key = "column", Value = column });

    /// <summary>Reads a file; a last line without its end, left by a killed process, does not count.</summary>
    /// <exception cref="SaccadeException">The file cannot be read or a line is malformed; the message names it.</exception>
    public static MetricsTable Read(string path) => InputFile.Read(path, file =>
    {
        string[] columns = [];
        List<double>[] values = [];
        foreach ((int index, (string? line, _)) in WholeLines.Read(file).Index())
        {
            int number = index + 1;
            if (line is null)
            {
                throw Damaged(path, number, $"the line is longer than {WholeLines.MostBytes} bytes");
            }
            if (number == 1)
            {
                columns = ColumnsOf(line, path);
                values = [.. columns.Select(_ => new List<double>())];
            }
            else if (number > MostEpochs + 1)
            {
                throw Damaged(path, number, $"there are more than {MostEpochs} epochs");
            }
            else
            {
                AddRow(values, line, path, number);
            }
        }
        return new MetricsTable(path, columns, values);
    });

    /// <summary>The first epochs alone.</summary>
    internal MetricsTable First(int epochs) => epochs >= Epochs ? this
        : new(_source, [.. Columns], [.. Columns.Select(column => this[column].Take(epochs).ToList())]);

    internal static MetricsTable Empty { get; } = new("A run without epochs", [], []);

    /// <summary>Appends one epoch, with the line of names when the file is new.</summary>
    internal static void Append(string path, EpochMetrics metrics)
    {
        KeyValuePair<string, double>[] figures = [.. metrics.Figures()];
        string names = string.Join(',', figures.Select(figure => figure.Key));
        string values = string.Join(',', figures.Select(figure => figure.Value.ToString("R", CultureInfo.InvariantCulture)));
        bool isNew = !File.Exists(path) || new FileInfo(path).Length == 0;
        if (!isNew && FirstLine(path) != names)
        {
            throw new SaccadeException(
                new(ErrorKind.Mismatch, path, "the columns are not those of this epoch's metrics", "start another run") { Line = 1 });
        }
        AppendFile.Append(path, Encoding.UTF8.GetBytes(isNew ? $"{names}\n{values}\n" : $"{values}\n"));
    }

    /// <summary>Cuts the file after the given epoch, torn last lines included; gives the number of epochs left.</summary>
    internal static int Truncate(string path, int epoch)
    {
        if (!File.Exists(path))
        {
            return 0;
        }
        MetricsTable table = Read(path);
        int kept = table.Epochs == 0 ? 0 : table[EpochColumn].TakeWhile(e => e <= epoch).Count();
        (long end, long length) = InputFile.Read(path, file =>
            (kept == 0 ? 0 : WholeLines.Read(file).ElementAt(kept).End, file.Length));
        if (end < length)
        {
            AppendFile.Truncate(path, end);
        }
        return kept;
    }

    /// <summary>The line of names alone: the file grows, and an epoch's end must not take longer with every epoch.</summary>
    private static string? FirstLine(string path) => InputFile.Read(path, file => WholeLines.Read(file).FirstOrDefault().Line);

    private static string[] ColumnsOf(string line, string path)
    {
        string[] columns = line.Split(',');
        return columns.Length > MostColumns ? throw Damaged(path, 1, $"there are more than {MostColumns} columns")
            : columns.Distinct().Count() != columns.Length
                ? throw new SaccadeException(new(ErrorKind.Damaged, path, "the name of a column appears twice") { Line = 1 })
            : columns;
    }

    private static void AddRow(List<double>[] values, string line, string path, int number)
    {
        string[] fields = line.Split(',');
        if (fields.Length != values.Length)
        {
            throw Damaged(path, number, $"{fields.Length} numbers under {values.Length} columns");
        }
        foreach ((int column, string field) in fields.Index())
        {
            values[column].Add(double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? value
                : throw Damaged(path, number, $"'{field}' is not a number"));
        }
    }

    private static SaccadeException Damaged(string path, int line, string detail) =>
        new(new(ErrorKind.Damaged, path, detail, "delete the line or restore the file") { Line = line });
}
