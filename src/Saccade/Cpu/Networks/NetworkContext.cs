using Saccade.Cpu.Buffers;
using Saccade.Cpu.Layers;

namespace Saccade.Cpu.Networks;

/// <summary>What the networks of one worker, or of one group of workers, are made of.</summary>
internal sealed class NetworkContext(NetworkWeights weights) : IDisposable
{
    public NetworkWeights Weights { get; } = weights;

    /// <summary>Where networks record the factors of their weight gradients.</summary>
    public WeightGradients WeightGradients { get; } = new(weights.Layers);

    /// <summary>The activations of N rollouts.</summary>
    public BufferSet Activations { get; } = new();

    /// <summary>The gradients of the activations, which only training needs.</summary>
    public BufferSet Gradients { get; } = new();

    /// <summary>Statistics of a batch, one row at a step.</summary>
    public BufferSet Statistics { get; } = new();

    /// <summary>The layer with a part of that name.</summary>
    public LinearLayer Layer(string name) => Weights.Layers[name];

    /// <summary>Reserves memory for N rollouts of T glimpses.</summary>
    public void Reserve(int glimpses, int rollouts, bool training)
    {
        Activations.Reserve(glimpses, rollouts);
        Statistics.Reserve(glimpses, 1);
        if (training)
        {
            Gradients.Reserve(glimpses, rollouts);
            Weights.ResetStatistics();
        }
    }

    public void Dispose()
    {
        Activations.Dispose();
        Gradients.Dispose();
        Statistics.Dispose();
    }
}
