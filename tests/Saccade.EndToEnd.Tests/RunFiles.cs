namespace Saccade.EndToEnd.Tests;

/// <summary>What runs left.</summary>
internal static class RunFiles
{
    private static readonly string[] s_times = ["images_per_second", "seconds"];

    /// <summary>Asserts the same models, checkpoints and figures to the bit; only times may differ.</summary>
    public static void AssertSame(string expected, string actual)
    {
        Assert.Equal(Metrics(expected), Metrics(actual));
        string[] files = ["model.safetensors", "recipe.toml", .. Checkpoints(expected)];
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(expected, file)), File.ReadAllBytes(Path.Combine(actual, file))));
        Assert.Equal(Checkpoints(expected), Checkpoints(actual));
        Assert.Equal(
            Directory.GetFiles(expected, "events.*").Select(file => new FileInfo(file).Length),
            Directory.GetFiles(actual, "events.*").Select(file => new FileInfo(file).Length));
    }

    /// <summary>Copies what makes a finished run, but for its checkpoints and pictures.</summary>
    public static void Copy(string run, string target)
    {
        Directory.CreateDirectory(target);
        string[] files = ["recipe.toml", "run.json", "metrics.csv", "model.safetensors"];
        foreach (string file in files)
        {
            File.Copy(Path.Combine(run, file), Path.Combine(target, file));
        }
    }

    private static string[] Checkpoints(string run) =>
        [.. Directory.GetFileSystemEntries(Path.Combine(run, "checkpoints")).Select(file => Path.GetRelativePath(run, file)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Metrics(string run)
    {
        string[][] rows = [.. File.ReadAllLines(Path.Combine(run, "metrics.csv")).Select(line => line.Split(','))];
        return rows.Select(row => string.Join(',', row.Where((_, column) => !s_times.Contains(rows[0][column]))));
    }
}
