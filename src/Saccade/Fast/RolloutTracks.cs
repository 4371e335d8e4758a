using Saccade.Model;

namespace Saccade.Fast;

/// <summary>
/// All that rollouts leave behind, for the way back: at glimpse t (0 to T − 1) the retina, the glimpse features and the
/// decision that led there; at state t (0 to T) the core after t glimpses and what was concluded from it.
/// </summary>
internal sealed class RolloutTracks : TrackSet
{
    private readonly int _features;
    private readonly int _state;

    public RolloutTracks(ModelOptions model, int glimpses, int capacity) : base(capacity)
    {
        Glimpses = glimpses;
        _features = MatrixKernel.Padded(model.GlimpseFeatures);
        _state = MatrixKernel.Padded(model.Hidden);
        bool lstm = model.Core == CoreKind.Lstm;
        int joined = 2 * MatrixKernel.Padded(model.GlimpseHidden);
        Retina = Add(glimpses, model.Sensor.GlimpseSize(model.Channels));
        Place = Add(glimpses, 2);
        Samples = Add(glimpses, 2);
        Means = Add(glimpses, 2);
        Joined = Add(glimpses, joined);
        CoreInputs = Add(glimpses + 1, _features + _state);
        LocationHidden = model.LocationHidden > 0 ? Add(glimpses, model.LocationHidden) : null;
        Scores = Add(glimpses + 1, model.Classes);
        Baselines = Add(glimpses + 1, 1);
        if (lstm)
        {
            Gates = Add(glimpses, 4 * model.Hidden);
            Cells = Add(glimpses + 1, model.Hidden);
            CellOutputs = Add(glimpses, model.Hidden);
        }
    }

    /// <summary>T, the most glimpses there is room for.</summary>
    public int Glimpses { get; }

    /// <summary>ρ(x, l_t).</summary>
    public Track Retina { get; }

    /// <summary>l_t as the sensor takes it, clamped.</summary>
    public Track Place { get; }

    /// <summary>l_t as the policy drew it.</summary>
    public Track Samples { get; }

    /// <summary>μ_t, from state t.</summary>
    public Track Means { get; }

    /// <summary>The hidden layer in front of μ_t; null if there is none.</summary>
    public Track? LocationHidden { get; }

    /// <summary>[h_g, h_l].</summary>
    public Track Joined { get; }

    /// <summary>[g_{t+1}, h_t]: what glimpse t saw, beside the state it met.</summary>
    public Track CoreInputs { get; }

    /// <summary>Scores of the classes from state t.</summary>
    public Track Scores { get; }

    /// <summary>b from state t.</summary>
    public Track Baselines { get; }

    /// <summary>The gates i, f, u, o of an LSTM; null for other cores.</summary>
    public Track? Gates { get; }

    /// <summary>The cells of an LSTM; null for other cores.</summary>
    public Track? Cells { get; }

    /// <summary>tanh of the cells of an LSTM; null for other cores.</summary>
    public Track? CellOutputs { get; }

    /// <summary>What so many glimpses saw, g.</summary>
    public Matrix Features(int glimpse, int count = 1) => CoreInputs.From(glimpse, count).TakeColumns(0, _features);

    /// <summary>So many states from state t on, h.</summary>
    public Matrix States(int state, int count = 1) => CoreInputs.From(state, count).TakeColumns(_features, _state);
}
