namespace Saccade.Training;

/// <summary>
/// Several processes that train one model, each on its part of every batch, with the same weights in all. Every process calls the same
/// methods in the same order, and a call waits for the others.
/// </summary>
public interface IProcessGroup : IGradientSum
{
    /// <summary>The number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>The number of processes, at least 1.</summary>
    int Count { get; }

    /// <summary>Replaces the numbers by their sums over all processes, in the order of ranks; the same bits in every one.</summary>
    /// <param name="numbers">As many in every process.</param>
    void Sum(Span<double> numbers);

    /// <summary>Replaces the content by that of the process with rank 0.</summary>
    /// <param name="content">As many bytes in every process.</param>
    void Broadcast(Span<byte> content);
}
