namespace Saccade.Engine.Tests;

/// <summary>The activations of one rollout, which the backward pass reads. State h_t is that after t glimpses, h_0 = 0.</summary>
/// <param name="glimpses">T.</param>
/// <param name="hidden">H, units of the core.</param>
internal sealed class Rollout(int glimpses, int hidden)
{
    /// <summary>The first glimpse whose location the policy decided; T if none.</summary>
    public required int FirstDecision { get; init; }

    /// <summary>T, the number of glimpses.</summary>
    public int Glimpses => glimpses;

    /// <summary>h_0 to h_T.</summary>
    public double[][] States { get; } = [new double[hidden], .. new double[glimpses][]];

    /// <summary>The policy's mean μ [2] of each glimpse, decided from the state before it; null where the policy did not decide.</summary>
    public double[][] Means { get; } = new double[glimpses][];

    /// <summary>The sampled location [2] of each glimpse, before it is clamped to [-1, 1].</summary>
    public double[][] Samples { get; } = new double[glimpses][];

    /// <summary>The glimpse network's activations at each glimpse.</summary>
    public GlimpseNetwork.Activations[] Seen { get; } = new GlimpseNetwork.Activations[glimpses];

    /// <summary>The value estimate b from each of the states h_0 to h_T.</summary>
    public double[] Values { get; } = new double[glimpses + 1];

    /// <summary>The probabilities of the classes from h_T.</summary>
    public double[] Probabilities { get; set; } = [];
}
