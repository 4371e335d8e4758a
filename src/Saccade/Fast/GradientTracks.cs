using Saccade.Model;

namespace Saccade.Fast;

/// <summary>How the loss changes with what rollouts left behind, for the way back: the counterpart of <see cref="RolloutTracks"/>.</summary>
internal sealed class GradientTracks : TrackSet
{
    public GradientTracks(ModelOptions model, RolloutTracks tracks) : base(tracks.Capacity)
    {
        int glimpses = tracks.Glimpses;
        Scores = Add(glimpses + 1, model.Classes);
        Baselines = Add(glimpses + 1, 1);
        Means = Add(glimpses, 2);
        LocationHidden = model.LocationHidden > 0 ? Add(glimpses, model.LocationHidden) : null;
        States = Add(glimpses + 1, model.Hidden);
        Features = Add(glimpses, model.GlimpseFeatures);
        Joined = Add(glimpses, tracks.Joined.Columns);
        if (model.Core == CoreKind.Lstm)
        {
            Gates = Add(glimpses, 4 * model.Hidden);
            Cell = Add(1, model.Hidden);
        }
        Rollouts = tracks.Rollouts;
    }

    /// <summary>∂J/∂scores of state t; filled for the states that are answered for.</summary>
    public Track Scores { get; }

    /// <summary>∂J/∂b of state t, where a decision was made.</summary>
    public Track Baselines { get; }

    /// <summary>∂J/∂μ_t, before μ was squashed.</summary>
    public Track Means { get; }

    /// <summary>Of the hidden layer in front of the mean; null if there is none.</summary>
    public Track? LocationHidden { get; }

    /// <summary>Of state t.</summary>
    public Track States { get; }

    /// <summary>Of the glimpse features.</summary>
    public Track Features { get; }

    /// <summary>Of [h_g, h_l].</summary>
    public Track Joined { get; }

    /// <summary>Of the sums of an LSTM's gates; null for other cores.</summary>
    public Track? Gates { get; }

    /// <summary>Of the cell of an LSTM, at the step under way; null for other cores.</summary>
    public Track? Cell { get; }
}
