using System.Runtime.InteropServices;
using Saccade.Evaluation;

namespace Saccade.Tests.Reference;

/// <summary>Rollouts to the bit.</summary>
internal static class SameRollouts
{
    /// <summary>Asserts that one rollout of a batch is that of its image alone.</summary>
    public static void AssertHolds(this RolloutBatch together, int episode, RolloutBatch alone)
    {
        int glimpses = alone.Values.Length, episodes = together.Values.Length / glimpses;
        for (int t = 0; t < glimpses; t++)
        {
            AssertRow(alone.Locations, together.Locations, t);
            AssertRow(alone.Probabilities, together.Probabilities, t);
            AssertRow(alone.Values, together.Values, t);
        }

        void AssertRow(float[] expected, float[] actual, int t)
        {
            int length = expected.Length / glimpses;
            Assert.Equal(Bits(expected.AsSpan(t * length, length)), Bits(actual.AsSpan((t * episodes + episode) * length, length)));
        }
    }

    private static uint[] Bits(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, uint>(values).ToArray();
}
