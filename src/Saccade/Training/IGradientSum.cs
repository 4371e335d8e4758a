namespace Saccade.Training;

/// <summary>Sums the gradients of several processes that train one model on parts of each batch.</summary>
public interface IGradientSum
{
    /// <summary>Replaces the values by their sum over all processes, in the order of ranks; the same bits in every one.</summary>
    /// <param name="gradient">The flat gradient of this process.</param>
    void Sum(Span<float> gradient);
}
