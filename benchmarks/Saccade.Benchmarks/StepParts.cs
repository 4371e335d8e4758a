namespace Saccade.Benchmarks;

/// <summary>Where a step of the CPU engine on one thread goes: its parts one after the other, in turn with whole steps.</summary>
internal static class StepParts
{
    public const int Rounds = 7;
    private const double RoundSeconds = 0.2;

    public static IReadOnlyList<string> Names { get; } =
        ["composing", "noise", "sensor", "forward", "loss and backward", "clipping and optimiser", "other"];

    /// <summary>The share of each part in a whole step, in percent.</summary>
    public static IEnumerable<double> Shares(BenchmarkTask task, int batch)
    {
        using TimedStep timed = new(task, batch);
        using TrainingStep whole = new(task, batch, threads: 1);
        _ = timed.Seconds(RoundSeconds);
        double[][] shares = new double[Rounds][];
        for (int round = 0; round < Rounds; round++)
        {
            double[] parts = timed.Seconds(RoundSeconds);
            double step = Statistics.Seconds(whole.Take, RoundSeconds, rounds: 1);
            shares[round] = [.. parts.Append(step - parts.Sum()).Select(seconds => 100 * seconds / step)];
        }
        return Names.Select((_, part) => Statistics.Median(shares.Select(share => share[part])));
    }
}
