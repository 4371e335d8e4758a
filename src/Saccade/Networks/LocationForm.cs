namespace Saccade.Networks;

/// <summary>What computes the mean μ_t of the location policy.</summary>
public enum LocationForm
{
    /// <summary>f_l(h), layers on the state of the core (paper §3.1).</summary>
    State,

    /// <summary>
    /// A saliency map (Itti, Koch and Niebur, 1998): one linear layer gives each place of the context network's last convolution a logit.
    /// μ_t is the mean of the places' centres, weighted by the softmax of the logits (spatial soft-argmax). Places that the largest patch
    /// of an earlier glimpse covered have probability 0, unless all are covered (inhibition of return). Of the loss only J_location trains
    /// the map's layer.
    /// </summary>
    Saliency,
}
