namespace Saccade.Networks;

/// <summary>The kind of a model.</summary>
public enum ModelKind
{
    /// <summary>The recurrent attention model.</summary>
    Attention,

    /// <summary>A fully connected baseline classifier of whole images.</summary>
    FullyConnected,

    /// <summary>A convolutional baseline classifier of whole images.</summary>
    Convolutional,
}
