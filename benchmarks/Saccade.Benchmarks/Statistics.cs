using System.Diagnostics;

namespace Saccade.Benchmarks;

internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median of the ratios of what was measured in turn.</summary>
    public static double MedianRatio(IEnumerable<double> values, IEnumerable<double> others) => Median(values.Zip(others, (a, b) => a / b));

    /// <summary>Seconds of one call: the median of some rounds, each as long as asked for.</summary>
    public static double Seconds(Action work, double roundSeconds = 0.2, int rounds = 5)
    {
        work();
        double[] seconds = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            int calls = 0;
            do
            {
                work();
                calls++;
            }
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < roundSeconds);
            seconds[round] = Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
        }
        return Median(seconds);
    }
}
