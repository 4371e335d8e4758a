using Saccade.Cpu;

namespace Saccade.Experiments.Engines;

/// <summary>Which engine computes.</summary>
public enum EngineKind
{
    /// <summary>The managed engine: <see cref="CpuEngine"/>, for every model.</summary>
    Cpu,

    /// <summary>The reference engine of Saccade.Torch, for every model and for GPUs; built in on request.</summary>
    Torch,
}
