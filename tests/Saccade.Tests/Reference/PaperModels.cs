using Saccade.Networks;

namespace Saccade.Tests.Reference;

/// <summary>Models of the sizes of the paper, which the networks have by default.</summary>
internal static class PaperModels
{
    /// <summary>For MNIST: one 8×8 patch, 7 glimpses.</summary>
    public static ModelOptions Mnist28 { get; } = new() { Glimpses = 7, Sensor = new() { PatchSide = 8, Scales = 1 } };

    /// <summary>For 60×60 frames: three 12×12 patches, 8 glimpses.</summary>
    public static ModelOptions Frame60 { get; } = new() { Glimpses = 8, Sensor = new() { PatchSide = 12, Scales = 3 } };

    /// <summary>For 100×100 frames: four 12×12 patches, 8 glimpses.</summary>
    public static ModelOptions Frame100 { get; } = new() { Glimpses = 8, Sensor = new() { PatchSide = 12, Scales = 4 } };
}
