namespace Saccade.Networks;

/// <summary>The recurrent core f_h.</summary>
public enum CoreKind
{
    /// <summary>h_t = relu(Linear(g_t) + Linear(h_{t-1})), the paper's core for classification.</summary>
    Relu,

    /// <summary>Long short-term memory, the paper's core for dynamic environments.</summary>
    Lstm,

    /// <summary>The custom core of <see cref="ModelOptions.CoreExtension"/>, which the Torch engine runs.</summary>
    Extension,
}
