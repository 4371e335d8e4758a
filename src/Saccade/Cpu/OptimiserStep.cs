namespace Saccade.Cpu;

/// <summary>The numbers of one step of an optimiser.</summary>
/// <param name="Scale">The factor of the gradient.</param>
/// <param name="Rate">The learning rate; that of Adam with the correction of the first moment.</param>
/// <param name="Decay">The factor of the weights, below 1 for AdamW.</param>
/// <param name="Correction">Adam's correction of the root of the second moment.</param>
internal readonly record struct OptimiserStep(float Scale, float Rate, float Decay, float Correction);
