using Saccade.Reliability.Crashes;

namespace Saccade.EndToEnd.Tests;

/// <summary>Compares what two runs left.</summary>
internal static class RunFiles
{
    /// <summary>Asserts the same models, checkpoints and figures to the bit, and nothing left half written; only times may differ.</summary>
    public static void AssertSame(string expected, string actual) => Assert.Null(RunDifference.Of(expected, actual));
}
