namespace Saccade.Training;

/// <summary>The optimisers.</summary>
public enum OptimiserKind
{
    /// <summary>Adam (Kingma and Ba, 2015).</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019).</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum, the paper's.</summary>
    Sgd,
}
