namespace Saccade.Networks;

/// <summary>How the weights of a layer are initialised.</summary>
public enum WeightStart
{
    /// <summary>Weights and biases uniform in ±1/√inputs.</summary>
    Uniform,

    /// <summary>The identity, with biases of 0: the recurrent core initially keeps its state (Le, Jaitly and Hinton, 2015).</summary>
    Identity,

    /// <summary>Scale 1, shift 0, running mean 0 and running variance 1.</summary>
    Normal,
}
