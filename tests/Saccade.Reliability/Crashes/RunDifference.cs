namespace Saccade.Reliability.Crashes;

/// <summary>Compares what two runs left, to the bit; only times may differ.</summary>
internal static class RunDifference
{
    private static readonly string[] s_times = ["images_per_second", "seconds"];

    /// <summary>What differs, or null if nothing does.</summary>
    public static string? Of(string expected, string actual)
    {
        string[] files = ["model.safetensors", "recipe.toml", .. Checkpoints(expected)];
        if (!Checkpoints(expected).SequenceEqual(Checkpoints(actual)))
        {
            return $"the checkpoints are {string.Join(", ", Checkpoints(actual))}";
        }
        if (files.FirstOrDefault(file => !Bytes(expected, file).AsSpan().SequenceEqual(Bytes(actual, file))) is string other)
        {
            return $"{other} differs";
        }
        if (!Figures(expected).SequenceEqual(Figures(actual)))
        {
            return "metrics.csv differs";
        }
        if (!EventLengths(expected).SequenceEqual(EventLengths(actual)))
        {
            return "the events for TensorBoard differ";
        }
        string[] hidden = [.. Directory.GetFiles(actual, ".*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(actual, file))];
        return hidden.Length > 0 ? $"{string.Join(", ", hidden)} stayed behind" : null;
    }

    private static byte[] Bytes(string run, string file) => File.Exists(Path.Combine(run, file)) ? File.ReadAllBytes(Path.Combine(run, file)) : [];

    private static string[] Checkpoints(string run) =>
        [.. Directory.GetFileSystemEntries(Path.Combine(run, "checkpoints")).Select(file => Path.GetRelativePath(run, file)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Figures(string run)
    {
        string[][] rows = [.. File.ReadAllLines(Path.Combine(run, "metrics.csv")).Select(line => line.Split(','))];
        return rows.Select(row => string.Join(',', row.Where((_, column) => !s_times.Contains(rows[0][column]))));
    }

    private static IEnumerable<long> EventLengths(string run) => Directory.GetFiles(run, "events.*").Select(file => new FileInfo(file).Length);
}
