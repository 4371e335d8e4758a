using Saccade.Geometry;
using Saccade.Model;

namespace Saccade.Evaluation;

/// <summary>One rollout on one image, step by step: where the agent looked, what it saw, what it thought.</summary>
public sealed record GlimpseTrace
{
    /// <summary>Size of the image looked at.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>The sensor that looked.</summary>
    public required SensorOptions Sensor { get; init; }

    /// <summary>The image's pixels [C, H, W], 0 to 255.</summary>
    public required byte[] Pixels { get; init; }

    /// <summary>The right class.</summary>
    public required int Label { get; init; }

    /// <summary>Where each glimpse was centred [T, 2], (x, y) in [-1, 1], (−1, −1) the top-left corner.</summary>
    public required float[] Locations { get; init; }

    /// <summary>What the retina saw at each step [T, K, C, G, G], 0 to 1.</summary>
    public required float[] Retinas { get; init; }

    /// <summary>The class probabilities after each glimpse [T, classes].</summary>
    public required float[] Probabilities { get; init; }

    /// <summary>The reward the baseline expects after each glimpse [T].</summary>
    public required float[] Baselines { get; init; }

    /// <summary>T, the number of glimpses.</summary>
    public int Glimpses => Baselines.Length;

    /// <summary>How many classes there are.</summary>
    public int Classes => Probabilities.Length / Glimpses;

    /// <summary>The class named after glimpse <paramref name="step"/> (counted from 0).</summary>
    public int PredictedClass(int step)
    {
        ReadOnlySpan<float> p = Probabilities.AsSpan(step * Classes, Classes);
        return System.Numerics.Tensors.TensorPrimitives.IndexOfMax(p);
    }
}
