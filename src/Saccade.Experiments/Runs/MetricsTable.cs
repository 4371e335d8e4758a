using System.Text;

namespace Saccade.Experiments.Runs;

/// <summary>The figures of a run by epoch, as <c>metrics.csv</c> holds them: a line of names, then one line an epoch.</summary>
public sealed class MetricsTable
{
    private const string EpochColumn = "epoch";
    private readonly Dictionary<string, double[]> _values;

    private readonly string _source;

    private MetricsTable(string source, string[] columns, double[][] rows)
    {
        _source = source;
        Columns = columns;
        Epochs = rows.Length;
        _values = columns.Index().ToDictionary(column => column.Item, column => rows.Select(row => row[column.Index]).ToArray());
    }

    /// <summary>The names of the figures, in the order of the file; empty before the first epoch.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many epochs there are.</summary>
    public int Epochs { get; }

    /// <summary>One figure over the epochs.</summary>
    /// <exception cref="SaccadeException">There is no such column.</exception>
    public IReadOnlyList<double> this[string column] => _values.TryGetValue(column, out double[]? values)
        ? values
        : throw new SaccadeException(
            new(ErrorKind.Unknown, _source, $"the columns are {string.Join(", ", Columns)}") { Key = "column", Value = column });

    /// <summary>Reads a file; a last line without its end, left by a killed process, does not count.</summary>
    /// <exception cref="SaccadeException">The file cannot be read or a line is malformed; the message names it.</exception>
    public static MetricsTable Read(string path)
    {
        string[] lines = Encoding.UTF8.GetString(InputFile.ReadBytes(path)).Split('\n')[..^1];
        string[] columns = lines.Length == 0 ? [] : lines[0].TrimEnd('\r').Split(',');
        if (columns.Distinct().Count() != columns.Length)
        {
            throw new SaccadeException(new(ErrorKind.Damaged, path, "the name of a column appears twice") { Line = 1 });
        }
        return new MetricsTable(path, columns, [.. lines.Skip(1).Select((line, i) => Row(line, columns.Length, path, i + 2))]);
    }

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
        byte[] content = InputFile.ReadBytes(path);
        int length = 0;
        for (int line = 0; line < (kept == 0 ? 0 : kept + 1); line++)
        {
            length += content.AsSpan(length).IndexOf((byte)'\n') + 1;
        }
        if (length < content.Length)
        {
            AppendFile.Truncate(path, length);
        }
        return kept;
    }

    /// <summary>The line of names alone: the file grows, and an epoch's end must not take longer with every epoch.</summary>
    private static string FirstLine(string path) => InputFile.Read(path, file => new StreamReader(file).ReadLine() ?? "");

    private static double[] Row(string line, int count, string path, int number)
    {
        string[] fields = line.TrimEnd('\r').Split(',');
        if (fields.Length != count)
        {
            throw Damaged($"{fields.Length} numbers under {count} columns");
        }
        return [.. fields.Select(field => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Damaged($"'{field}' is not a number"))];

        SaccadeException Damaged(string detail) => new(
            new(ErrorKind.Damaged, path, detail, "delete the line or restore the file") { Line = number });
    }
}
