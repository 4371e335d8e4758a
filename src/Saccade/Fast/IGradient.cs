namespace Saccade.Fast;

/// <summary>A worker that has learned something.</summary>
internal interface IGradient
{
    /// <summary>Puts the gradient of the last loss of what it learned from, alone or with its team, with respect to some weights, into a vector like that of all weights.</summary>
    /// <param name="run">Which weights.</param>
    /// <param name="gradient">The vector.</param>
    /// <param name="accumulate">Whether it is added to what the vector holds.</param>
    void Put(in WeightRun run, AlignedBuffer gradient, bool accumulate);
}
