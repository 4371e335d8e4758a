namespace Saccade.Networks;

/// <summary>How the glimpse network combines glimpse and location.</summary>
public enum GlimpseForm
{
    /// <summary>g = relu(Linear(h_g) + Linear(h_l)), as in the paper.</summary>
    Additive,

    /// <summary>g = relu(Linear([h_g, h_l])), a variant of the report.</summary>
    Concatenated,

    /// <summary>g = relu(Linear(h_g)) ⊙ relu(Linear(h_l)), as of Ba, Mnih and Kavukcuoglu (2015, §3).</summary>
    Multiplied,
}
