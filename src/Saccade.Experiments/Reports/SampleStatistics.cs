namespace Saccade.Experiments.Reports;

/// <summary>Mean and spread of the same experiment with several seeds.</summary>
internal static class SampleStatistics
{
    // Quantiles 0.975 of Student's t for 1 to 30 degrees of freedom.
    private static readonly double[] s_quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>The standard deviation (n − 1); null for fewer than two values.</summary>
    public static double? Deviation(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return null;
        }
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => Math.Pow(value - mean, 2)) / (values.Count - 1));
    }

    /// <summary>
    /// Half the width of the 95% interval of mean(values) − mean(others) by Welch's t test; null if either has fewer than two values.
    /// </summary>
    public static double? DifferenceInterval(IReadOnlyList<double> values, IReadOnlyList<double> others)
    {
        if (Deviation(values) is not double one || Deviation(others) is not double other)
        {
            return null;
        }
        double a = one * one / values.Count, b = other * other / others.Count;
        if (a + b == 0)
        {
            return 0;
        }
        // Welch and Satterthwaite.
        double freedom = (a + b) * (a + b) / (a * a / (values.Count - 1) + b * b / (others.Count - 1));
        return Quantile(freedom) * Math.Sqrt(a + b);
    }

    /// <summary>The quantile, interpolated between whole degrees of freedom, which makes an interval a little wider.</summary>
    private static double Quantile(double freedom)
    {
        double at = Math.Clamp(freedom, 1, s_quantiles.Length) - 1;
        int below = (int)at;
        return double.Lerp(s_quantiles[below], s_quantiles[Math.Min(below + 1, s_quantiles.Length - 1)], at - below);
    }
}
