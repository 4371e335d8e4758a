using Saccade.Errors;
using Saccade.Experiments.Runs;
using Saccade.Tests.Checkpoints;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Runs;

public sealed class MetricsTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Csv => _folder["metrics.csv"];

    [Fact]
    public void Figures_come_back_bit_for_bit()
    {
        MetricsTable.Append(Csv, Metrics(1, 0.1 + 0.2));
        MetricsTable.Append(Csv, Metrics(2, double.NaN));
        MetricsTable.Append(Csv, Metrics(3, double.NegativeInfinity));
        string[] lines = File.ReadAllLines(Csv);
        Assert.StartsWith("epoch,step,learning_rate,loss,", lines[0]);
        Assert.EndsWith(",gradient_core_location", lines[0]);
        Assert.StartsWith("1,10,0.001,0.30000000000000004,", lines[1]);
        MetricsTable table = MetricsTable.Read(Csv);
        Assert.Equal(3, table.Epochs);
        Assert.Equal(Metrics(1, 0).Figures().Select(figure => figure.Key), table.Columns);
        Assert.Equal([1, 2, 3], table["epoch"]);
        Assert.Equal([0.1 + 0.2, double.NaN, double.NegativeInfinity], table["loss"]);
        ErrorData unknown = Assert.Throws<SaccadeException>(() => table["los"]).Error;
        Assert.Equal((ErrorKind.Unknown, "column", "los", Csv), (unknown.Kind, unknown.Key, unknown.Value, unknown.Path));
    }

    [Fact]
    public void Truncation_at_any_epoch_after_any_torn_write_leaves_whole_lines()
    {
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            MetricsTable.Append(Csv, Metrics(epoch, epoch));
        }
        byte[] whole = File.ReadAllBytes(Csv);
        string[] lines = File.ReadAllLines(Csv);
        for (int length = 0; length <= whole.Length; length += 7)
        {
            for (int epoch = 0; epoch <= 4; epoch++)
            {
                File.WriteAllBytes(Csv, whole[..length]);
                int ends = whole.AsSpan(0, length).Count((byte)'\n');
                int expected = Math.Min(epoch, Math.Max(0, ends - 1));
                Assert.Equal(expected, MetricsTable.Truncate(Csv, epoch));
                Assert.Equal(expected == 0 ? [] : lines[..(expected + 1)], File.ReadAllLines(Csv));
            }
        }
        MetricsTable.Truncate(Csv, 1);
        MetricsTable.Append(Csv, Metrics(2, 5));
        Assert.Equal([1, 5], MetricsTable.Read(Csv)["loss"]);
        Assert.Equal(0, MetricsTable.Truncate(_folder["none.csv"], 3));
    }

    [Fact]
    public void Malformed_lines_and_other_columns_are_refused_by_place()
    {
        File.WriteAllText(Csv, "epoch,loss\n1,2\n2\n");
        Refuses(3, "1 numbers under 2 columns", () => MetricsTable.Read(Csv));
        File.WriteAllText(Csv, "epoch,loss\n1,x\n");
        Refuses(2, "'x' is not a number", () => MetricsTable.Read(Csv));
        File.WriteAllText(Csv, "loss,loss\n");
        Refuses(1, "the name of a column appears twice", () => MetricsTable.Read(Csv));
        File.WriteAllText(Csv, "epoch,loss\n1,2\n");
        Refuses(1, "the columns are not those of this epoch's metrics", () => MetricsTable.Append(Csv, Metrics(2, 2)));
        Assert.Equal("epoch,loss\n1,2\n", File.ReadAllText(Csv));
    }

    [Fact]
    public void Too_many_rows_or_columns_and_endless_lines_are_refused_where_they_are_met()
    {
        File.WriteAllText(Csv, "epoch\n" + string.Concat(Enumerable.Repeat("1\n", 100_001)));
        Refuses(100_002, "there are more than 100000 epochs", () => MetricsTable.Read(Csv));
        File.WriteAllText(Csv, new string(',', 256) + "\n");
        Refuses(1, "there are more than 256 columns", () => MetricsTable.Read(Csv));
        File.WriteAllText(Csv, "epoch\n1\n" + new string('1', 1 << 16));
        Refuses(3, "the line is longer than 65536 bytes", () => MetricsTable.Read(Csv));
    }

    [Fact]
    public void Lines_may_end_anywhere_in_what_is_read_at_once()
    {
        string[] lines = [.. Enumerable.Range(0, 200).Select(i => new string((char)('a' + i % 26), i * 331))];
        byte[] content = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\ntorn");
        (string? Line, long End)[] read = [.. WholeLines.Read(new MemoryStream(content))];
        Assert.Equal(lines[..198], read[..198].Select(line => line.Line));
        Assert.Equal(lines[..198].Sum(line => line.Length + 1L), read[197].End);
    }

    private void Refuses(int line, string detail, Action act)
    {
        ErrorData error = Assert.Throws<SaccadeException>(act).Error;
        Assert.Equal((Csv, line, detail), (error.Path, error.Line, error.Detail));
    }

    internal static EpochMetrics Metrics(int epoch, double loss) => new()
    {
        Epoch = epoch,
        Step = epoch * 10,
        LearningRate = 1e-3,
        Loss = new LossTerms(1, 2, 3, loss),
        TrainAccuracy = 0.5,
        Reward = 0.5,
        BaselineError = 0.1,
        LocationSpread = 0.2,
        ValidationErrorPercent = 12.5,
        ImagesPerSecond = 1e4,
        Seconds = 3,
        GradientNorms = [new("core", "action", 1), new("core", "location", 1e-9)],
    };
}
