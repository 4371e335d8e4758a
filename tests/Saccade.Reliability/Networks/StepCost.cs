namespace Saccade.Reliability.Networks;

/// <summary>The time of a training step on several machines, as docs/clusters.md derives it.</summary>
/// <param name="SecondsPerRollout">The time of a rollout, forwards and backwards, on one rank.</param>
/// <param name="GradientBytes">The bytes of the gradient.</param>
/// <param name="Link">The link of each machine.</param>
internal sealed record StepCost(double SecondsPerRollout, double GradientBytes, LinkOptions Link)
{
    /// <summary>
    /// Open MPI sends a longer message over TCP only when the receiver has asked for it (<c>btl_tcp_eager_limit</c>): three delays instead
    /// of one.
    /// </summary>
    private const double MostEagerBytes = 65_536;

    /// <summary>Small messages to all in a step: losses, and whether to stop.</summary>
    private const int SmallGathers = 2;

    /// <summary>The seconds of a step.</summary>
    /// <param name="batch">The rollouts of the step on all ranks.</param>
    /// <param name="ranks">The number of ranks, each on a machine.</param>
    public double Seconds(int batch, int ranks)
    {
        double part = GradientBytes / ranks;
        double computing = SecondsPerRollout * batch / ranks;
        double sending = 2 * (ranks - 1) * part * 8 / Link.BitsPerSecond;
        double delays = 2 * (ranks - 1) * (part > MostEagerBytes ? 3 : 1) + SmallGathers * Math.Ceiling(Math.Log2(ranks));
        return computing + sending + delays * Link.Delay.TotalSeconds;
    }
}
