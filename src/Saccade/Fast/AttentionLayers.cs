using Saccade.Model;

namespace Saccade.Fast;

/// <summary>The layers of the recurrent attention model (paper fig. 1).</summary>
internal sealed class AttentionLayers : NetworkLayers
{
    public AttentionLayers(ModelOptions model)
    {
        (int hidden, int features, int units) = (model.GlimpseHidden, model.GlimpseFeatures, model.Hidden);
        (int what, int glimpse, int state) = (MatrixKernel.Padded(hidden), MatrixKernel.Padded(features), MatrixKernel.Padded(units));
        What = Add("glimpse.what", model.Sensor.GlimpseSize(model.Channels), hidden, first: true);
        Where = Add("glimpse.where", 2, hidden, first: true);
        Join = model.GlimpseForm == GlimpseForm.Additive
            ? Add(2 * what, features, false, new("glimpse.what_out", From(0, hidden)), new("glimpse.where_out", From(what, hidden)))
            : Add(2 * what, features, false, new LinearLayer.Part("glimpse.what_out", [.. From(0, hidden), .. From(what, hidden)]));
        Core = Add(
            glimpse + state, model.Core == CoreKind.Lstm ? 4 * units : units, false,
            new("core.input", From(0, features)), new("core.recurrent", From(glimpse, units)));
        LocationHidden = model.LocationHidden > 0 ? Add("location.hidden", units, model.LocationHidden) : null;
        Mean = Add("location.mean", model.LocationHidden > 0 ? model.LocationHidden : units, 2);
        Action = Add("action.scores", units, model.Classes);
        Baseline = Add("baseline.value", units, 1);
    }

    /// <summary>h_g from the retina.</summary>
    public LinearLayer What { get; }

    /// <summary>h_l from the location.</summary>
    public LinearLayer Where { get; }

    /// <summary>g_t from [h_g, h_l].</summary>
    public LinearLayer Join { get; }

    /// <summary>h_t, or the gates of an LSTM, from [g_t, h_{t-1}].</summary>
    public LinearLayer Core { get; }

    /// <summary>The hidden layer in front of the mean; null if there is none.</summary>
    public LinearLayer? LocationHidden { get; }

    /// <summary>μ_t, before it is squashed.</summary>
    public LinearLayer Mean { get; }

    /// <summary>The scores of the classes.</summary>
    public LinearLayer Action { get; }

    /// <summary>b_t.</summary>
    public LinearLayer Baseline { get; }
}
