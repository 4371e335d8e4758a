using Saccade.Reliability.Crashes;

namespace Saccade.EndToEnd.Tests;

/// <summary>What runs left.</summary>
internal static class RunFiles
{
    /// <summary>
    /// Asserts the same models, checkpoints and figures to the bit, and nothing left half written; only times may differ.
    /// </summary>
    public static void AssertSame(string expected, string actual) => Assert.Null(RunDifference.Of(expected, actual));

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
}
