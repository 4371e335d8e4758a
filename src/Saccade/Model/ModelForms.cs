namespace Saccade.Model;

/// <summary>What names the image.</summary>
public enum ModelKind
{
    /// <summary>The recurrent attention model, which looks at it glimpse by glimpse.</summary>
    Attention,

    /// <summary>A fully connected net that sees all of it at once, a row to compare with.</summary>
    FullyConnected,

    /// <summary>A convolutional net that sees all of it at once, a row to compare with.</summary>
    Convolutional,
}

/// <summary>How the glimpse network joins what was seen with where.</summary>
public enum GlimpseForm
{
    /// <summary>g = relu(Linear(h_g) + Linear(h_l)), the paper's.</summary>
    Additive,

    /// <summary>g = relu(Linear([h_g, h_l])), a variant of the report.</summary>
    Concatenated,
}

/// <summary>The recurrent core f_h.</summary>
public enum CoreKind
{
    /// <summary>h_t = relu(Linear(g_t) + Linear(h_{t-1})), the paper's for classification.</summary>
    Relu,

    /// <summary>Long short-term memory, the paper's for dynamic environments.</summary>
    Lstm,
}

/// <summary>Where the first glimpse goes.</summary>
public enum FirstLocation
{
    /// <summary>Uniformly random over the frame.</summary>
    Uniform,

    /// <summary>The centre of the frame.</summary>
    Centre,

    /// <summary>Chosen by the location network from h_0 = 0, like every other.</summary>
    Learned,
}
