using Saccade.Learning;
using Saccade.Model;

namespace Saccade.Fast;

/// <summary>
/// The way back through time. Only h_{t-1} has to wait for h_t; each layer's weight gradient is one product over all
/// glimpses, and comes last. A relu on the way is the gate of the product that reaches it.
/// </summary>
internal sealed class BackwardPass : IDisposable, IGradient
{
    private readonly ModelOptions _model;
    private readonly LossOptions _options;
    private readonly NetworkWeights _weights;
    private readonly AttentionLayers _layers;
    private readonly RolloutTracks _tracks;
    private readonly LossGradient _loss;
    private readonly Track _states;
    private readonly Track _features;
    private readonly Track _joined;
    private readonly Track? _locationHidden;
    private readonly Track? _gates;
    private readonly Track? _cell;
    private readonly Dictionary<LinearLayer, (Matrix Inputs, Matrix Changes)> _factors = [];
    // Whether states before the last have a gradient of their own, beside the one that comes back through the core.
    private bool _earlierStates;

    public BackwardPass(ModelOptions model, LossOptions options, AttentionLayers layers, NetworkWeights weights, RolloutTracks tracks, LossGradient loss)
    {
        (_model, _options, _weights, _layers, _tracks, _loss) = (model, options, weights, layers, tracks, loss);
        (int glimpses, int capacity) = (tracks.Glimpses, tracks.Capacity);
        _states = new Track(glimpses + 1, capacity, model.Hidden);
        _features = new Track(glimpses, capacity, model.GlimpseFeatures);
        _joined = new Track(glimpses, capacity, tracks.Joined.Columns);
        _locationHidden = model.LocationHidden > 0 ? new Track(glimpses, capacity, model.LocationHidden) : null;
        if (model.Core == CoreKind.Lstm)
        {
            _gates = new Track(glimpses, capacity, 4 * model.Hidden);
            _cell = new Track(1, capacity, model.Hidden);
        }
    }

    /// <summary>From the gradients of scores, baselines and means to those of all layers' outputs.</summary>
    /// <param name="glimpses">T.</param>
    /// <param name="decided">The states in which the policy decided on the next glimpse.</param>
    /// <param name="judged">The states whose expected reward the loss judges.</param>
    /// <param name="answered">The states whose scores the loss judges, the last one among them.</param>
    public void Run(int glimpses, StateRange decided, StateRange judged, StateRange answered)
    {
        foreach (Track? track in (ReadOnlySpan<Track?>)[_states, _features, _joined, _locationHidden, _gates, _cell])
        {
            track?.Rollouts = _tracks.Rollouts;
        }
        Heads(glimpses, decided, judged, answered);
        Core(glimpses);
        Glimpse(glimpses);
    }

    public void Put(in WeightRun run, AlignedBuffer gradient, bool accumulate)
    {
        (Matrix inputs, Matrix changes) = _factors[run.Layer];
        NetworkWeights.WeightGradient(run, inputs, changes, gradient, accumulate);
    }

    /// <summary>Puts the gradient with respect to all weights.</summary>
    public void PutAll(AlignedBuffer gradient, bool accumulate)
    {
        foreach (LinearLayer layer in _layers.All)
        {
            Put(layer.Weights, gradient, accumulate);
            Put(layer.Biases, gradient, accumulate);
        }
    }

    public void Dispose()
    {
        foreach (Track? track in (ReadOnlySpan<Track?>)[_states, _features, _joined, _locationHidden, _gates, _cell])
        {
            track?.Dispose();
        }
    }

    /// <summary>A layer's weight gradient is the product of what went into it and how the loss changes with what came out.</summary>
    private void Keep(LinearLayer layer, Matrix inputs, Matrix changes) => _factors[layer] = (inputs, changes);

    /// <summary>Action, baseline and location networks; what they pass on to the core stands in _states afterwards.</summary>
    private void Heads(int glimpses, StateRange decided, StateRange judged, StateRange answered)
    {
        _earlierStates = answered.Count > 1
            || (_options.LocationReachesCore && decided.Count > 0)
            || (_options.BaselineReachesCore && judged.Count > 0);
        if (_earlierStates)
        {
            _states.From(0, glimpses).Clear();
        }
        Keep(_layers.Action, answered.Of(_tracks), answered.Of(_loss.Scores));
        _weights.InputGradient(_layers.Action, _loss.Scores[glimpses], _states[glimpses]);
        StateRange earlier = answered with { Count = answered.Count - 1 };
        _weights.InputGradient(_layers.Action, earlier.Of(_loss.Scores), earlier.Of(_states), accumulate: true);
        Keep(_layers.Baseline, judged.Of(_tracks), judged.Of(_loss.Baselines));
        if (_options.BaselineReachesCore)
        {
            _weights.InputGradient(_layers.Baseline, judged.Of(_loss.Baselines), judged.Of(_states), accumulate: true);
        }
        LinearLayer outermost = _layers.Mean;
        Matrix change = decided.Of(_loss.Means);
        if (_layers.LocationHidden is LinearLayer hidden)
        {
            Matrix units = decided.Of(_tracks.LocationHidden!);
            Keep(_layers.Mean, units, change);
            _weights.InputGradient(_layers.Mean, change, decided.Of(_locationHidden!), gate: units);
            (outermost, change) = (hidden, decided.Of(_locationHidden!));
        }
        Keep(outermost, decided.Of(_tracks), change);
        if (_options.LocationReachesCore)
        {
            _weights.InputGradient(outermost, change, decided.Of(_states), accumulate: true);
        }
        if (_gates is null)
        {
            _states[glimpses].Gate(_tracks.States(glimpses));
        }
    }

    private void Core(int glimpses)
    {
        int features = _features.Columns;
        _cell?[0].Clear();
        for (int t = glimpses - 1; t >= 0; t--)
        {
            Matrix change = _states[t + 1];
            if (_gates is not null)
            {
                LstmCell.Backward(_tracks.Gates![t], _tracks.Cells![t], _tracks.CellOutputs![t], change, _cell![0], _gates[t], _model.Hidden);
                change = _gates[t];
            }
            if (t > 0)
            {
                _weights.InputGradient(_layers.Core, change, _states[t], features, accumulate: _earlierStates, gate: Relu(t));
            }
        }
        Matrix changes = _gates is null ? _states.From(1, glimpses) : _gates.From(0, glimpses);
        Keep(_layers.Core, _tracks.CoreInputs.From(0, glimpses), changes);
        _weights.InputGradient(_layers.Core, changes, _features.From(0, glimpses), gate: _tracks.Features(0, glimpses));
    }

    private void Glimpse(int glimpses)
    {
        Matrix features = _features.From(0, glimpses);
        Matrix joined = _joined.From(0, glimpses);
        Keep(_layers.Join, _tracks.Joined.From(0, glimpses), features);
        _weights.InputGradient(_layers.Join, features, joined, gate: _tracks.Joined.From(0, glimpses));
        int half = joined.Columns / 2;
        Keep(_layers.What, _tracks.Retina.From(0, glimpses), joined.TakeColumns(0, half));
        Keep(_layers.Where, _tracks.Place.From(0, glimpses), joined.TakeColumns(half, half));
    }

    /// <summary>The relu that gave state t; nothing for an LSTM, whose states may be negative.</summary>
    private Matrix Relu(int t) => _gates is null ? _tracks.States(t) : default;
}
