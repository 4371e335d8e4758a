namespace Saccade.Experiments.Reports;

/// <summary>Results as people read them.</summary>
internal static class Formatting
{
    /// <summary>Stands where there is nothing to say.</summary>
    public const string None = "–";

    public static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Mean and standard deviation, such as 1.05 ± 0.03.</summary>
    public static string Spread(double? mean, double? deviation) =>
        mean is null ? None : deviation is null ? Number(mean.Value) : $"{Number(mean.Value)} ± {Number(deviation.Value)}";

    /// <summary>Names in a row; a semicolon separates those that have commas.</summary>
    public static string Names(IReadOnlyList<string> names) =>
        string.Join(names.Any(name => name.Contains(',', StringComparison.Ordinal)) ? "; " : ", ", names);

    /// <summary>A duration, rounded to minutes from an hour on, to seconds below.</summary>
    public static string Duration(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Round(seconds)), minutes = TimeSpan.FromMinutes(Math.Round(seconds / 60));
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)minutes.TotalHours} h {minutes.Minutes} min")
            : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
    }
}
