using Saccade.Cpu.Buffers;

namespace Saccade.Cpu.Layers;

/// <summary>The gradient of a loss with respect to all weights, computed slice by slice when it is asked for.</summary>
internal interface IGradient
{
    /// <summary>Writes the gradient of a slice into a vector like that of all weights, or adds it; each slice is written once.</summary>
    void Write(in WeightSlice slice, AlignedBuffer gradient, bool accumulate);
}
