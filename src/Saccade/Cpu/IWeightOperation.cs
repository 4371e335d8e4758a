using Saccade.Cpu.Layers;

namespace Saccade.Cpu;

/// <summary>An operation on all weights, chunk by chunk.</summary>
internal interface IWeightOperation
{
    void Run(WeightChunk chunk);
}
