namespace Saccade.Fast;

/// <summary>What has been learned from a loss.</summary>
internal interface IGradient
{
    /// <summary>Puts the gradient with respect to some weights into a vector like that of all weights. It is to be had once for each of them.</summary>
    /// <param name="run">Which weights.</param>
    /// <param name="gradient">The vector.</param>
    /// <param name="accumulate">Whether it is added to what the vector holds.</param>
    void Put(in WeightRun run, AlignedBuffer gradient, bool accumulate);
}
