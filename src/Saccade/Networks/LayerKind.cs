namespace Saccade.Networks;

/// <summary>What a layer computes.</summary>
public enum LayerKind
{
    /// <summary>y = W·x + b.</summary>
    Linear,

    /// <summary>A convolution, with a bias for each filter.</summary>
    Convolution,

    /// <summary>Batch normalisation (Ioffe and Szegedy, 2015): a scale and a shift for each unit, with running statistics.</summary>
    BatchNorm,
}
