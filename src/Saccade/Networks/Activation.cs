namespace Saccade.Networks;

/// <summary>The activation behind a layer.</summary>
public enum Activation
{
    /// <summary>max(x, 0), as in the paper.</summary>
    Relu,

    /// <summary>The layer's output as it is, as in the notebooks of the report.</summary>
    None,
}
