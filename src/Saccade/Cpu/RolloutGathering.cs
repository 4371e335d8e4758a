using Saccade.Cpu.Threading;
using Saccade.Evaluation;
using Saccade.Training;

namespace Saccade.Cpu;

/// <summary>Completes rollouts of which each of several processes computed some.</summary>
internal static class RolloutGathering
{
    /// <summary>Adds what the other processes computed; false if <paramref name="failed"/> in one of them.</summary>
    /// <param name="rollouts">The rollouts, of still episodes.</param>
    /// <param name="processes">The processes.</param>
    /// <param name="computed">The episodes that this process computed.</param>
    /// <param name="failed">Whether this process failed.</param>
    public static bool Gather(RolloutBatch rollouts, IProcessGroup processes, IndexRange computed, bool failed)
    {
        // Each number comes from one process and is 0 in the others.
        int[] taken = rollouts.GlimpsesTaken;
        double[] whole = [failed ? 1 : 0, .. taken.Select((glimpses, i) => i >= computed.First && i < computed.End ? (double)glimpses : 0)];
        processes.Sum(whole);
        if (whole[0] > 0)
        {
            return false;
        }
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = (int)whole[1 + i];
        }
        processes.Sum(rollouts.Locations);
        processes.Sum(rollouts.Probabilities);
        processes.Sum(rollouts.Values);
        return true;
    }
}
