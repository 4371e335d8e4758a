namespace Saccade.Networks;

/// <summary>The kind of a model.</summary>
public enum ModelKind
{
    /// <summary>The recurrent attention model.</summary>
    Attention,

    /// <summary>A fully connected baseline classifier of whole images.</summary>
    FullyConnected,

    /// <summary>A convolutional baseline classifier of images of one size, with one layer of filters (paper tables 1 and 2).</summary>
    Convolutional,

    /// <summary>A convolutional baseline classifier of images of any size: several layers of convolutions, then global pooling.</summary>
    Cnn,
}
