namespace Saccade.Benchmarks;

/// <summary>The parts of a training step, in their order.</summary>
internal enum StepPart
{
    Composing,
    Noise,
    Sensor,
    Forward,
    Backward,
    Update,
}
