using Saccade.Learning;
using Saccade.Model;

namespace Saccade.Fast;

/// <summary>
/// The way back through time. Only h_{t-1} has to wait for h_t; each layer's weight gradient is one product over all
/// glimpses, and comes last. A relu on the way is the gate of the product that reaches it. What a member of a team does for
/// its own rollouts, and what for its panels, is as on the way forward.
/// </summary>
internal sealed class BackwardPass(
    ModelOptions model, LossOptions options, AttentionLayers layers, NetworkWeights weights, RolloutTracks tracks, GradientTracks gradients, Member member) : IGradient
{
    private readonly Dictionary<LinearLayer, (Matrix Inputs, Matrix Changes)> _factors = [];
    // Whether states before the last have a gradient of their own, beside the one that comes back through the core.
    private bool _earlierStates;

    /// <summary>From the gradients of scores, baselines and means to those of all layers' outputs.</summary>
    /// <param name="glimpses">T.</param>
    /// <param name="decided">The states in which the policy decided on the next glimpse.</param>
    /// <param name="judged">The states whose expected reward the loss judges.</param>
    /// <param name="answered">The states whose scores the loss judges, the last one among them.</param>
    public void Run(int glimpses, StateRange decided, StateRange judged, StateRange answered)
    {
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
        foreach (LinearLayer layer in layers.All)
        {
            Put(layer.Weights, gradient, accumulate);
            Put(layer.Biases, gradient, accumulate);
        }
    }

    /// <summary>A layer's weight gradient is the product of what went into it and how the loss changes with what came out.</summary>
    private void Keep(LinearLayer layer, Matrix inputs, Matrix changes) => _factors[layer] = (inputs, changes);

    /// <summary>Action, baseline and location networks; what they pass on to the core stands in the states' gradients afterwards.</summary>
    private void Heads(int glimpses, StateRange decided, StateRange judged, StateRange answered)
    {
        _earlierStates = answered.Count > 1
            || (options.LocationReachesCore && decided.Count > 0)
            || (options.BaselineReachesCore && judged.Count > 0);
        for (int t = 0; _earlierStates && t < glimpses; t++)
        {
            member.RowsOf(gradients.States[t]).Clear();
        }
        Keep(layers.Action, answered.Of(tracks), answered.Of(gradients.Scores));
        Keep(layers.Baseline, judged.Of(tracks), judged.Of(gradients.Baselines));
        PassOn(layers.Action, gradients.Scores, new(glimpses, 1), accumulate: false);
        PassOn(layers.Action, gradients.Scores, answered with { Count = answered.Count - 1 });
        if (options.BaselineReachesCore)
        {
            PassOn(layers.Baseline, gradients.Baselines, judged);
        }
        LinearLayer outermost = layers.Mean;
        Track changes = gradients.Means;
        if (layers.LocationHidden is LinearLayer hidden)
        {
            Keep(layers.Mean, decided.Of(tracks.LocationHidden!), decided.Of(changes));
            for (int t = decided.First; t < decided.End; t++)
            {
                weights.InputGradient(
                    layers.Mean, member.RowsOf(changes[t]), member.RowsOf(gradients.LocationHidden![t]), gate: member.RowsOf(tracks.LocationHidden![t]));
            }
            (outermost, changes) = (hidden, gradients.LocationHidden!);
        }
        Keep(outermost, decided.Of(tracks), decided.Of(changes));
        if (options.LocationReachesCore)
        {
            PassOn(outermost, changes, decided);
        }
        if (gradients.Gates is null)
        {
            member.RowsOf(gradients.States[glimpses]).Gate(member.RowsOf(tracks.States(glimpses)));
        }
        member.Meet();
    }

    /// <summary>From the gradients of what a network concludes from some states to those of the states.</summary>
    private void PassOn(LinearLayer layer, Track conclusions, StateRange states, bool accumulate = true)
    {
        for (int state = states.First; state < states.End; state++)
        {
            weights.InputGradient(layer, member.RowsOf(conclusions[state]), member.RowsOf(gradients.States[state]), accumulate: accumulate);
        }
    }

    private void Core(int glimpses)
    {
        int features = gradients.Features.Columns;
        if (gradients.Cell is Track cell)
        {
            member.RowsOf(cell[0]).Clear();
        }
        for (int t = glimpses - 1; t >= 0; t--)
        {
            Matrix change = gradients.States[t + 1];
            if (gradients.Gates is Track gates)
            {
                LstmCell.Backward(
                    member.RowsOf(tracks.Gates![t]), member.RowsOf(tracks.Cells![t]), member.RowsOf(tracks.CellOutputs![t]),
                    member.RowsOf(change), member.RowsOf(gradients.Cell![0]), member.RowsOf(gates[t]), model.Hidden);
                change = gates[t];
                member.Meet();
            }
            if (t > 0)
            {
                weights.InputGradient(layers.Core, change, gradients.States[t], features, accumulate: _earlierStates, gate: Relu(t), member: member);
                member.Meet();
            }
        }
        Matrix changes = gradients.Gates?.From(0, glimpses) ?? gradients.States.From(1, glimpses);
        Keep(layers.Core, tracks.CoreInputs.From(0, glimpses), changes);
        weights.InputGradient(layers.Core, changes, gradients.Features.From(0, glimpses), gate: tracks.Features(0, glimpses), member: member);
        member.Meet();
    }

    private void Glimpse(int glimpses)
    {
        Matrix features = gradients.Features.From(0, glimpses);
        Matrix joined = gradients.Joined.From(0, glimpses);
        Keep(layers.Join, tracks.Joined.From(0, glimpses), features);
        weights.InputGradient(layers.Join, features, joined, gate: tracks.Joined.From(0, glimpses), member: member);
        int half = joined.Columns / 2;
        Keep(layers.What, tracks.Retina.From(0, glimpses), joined.TakeColumns(0, half));
        Keep(layers.Where, tracks.Place.From(0, glimpses), joined.TakeColumns(half, half));
    }

    /// <summary>The relu that gave state t; nothing for an LSTM, whose states may be negative.</summary>
    private Matrix Relu(int t) => gradients.Gates is null ? tracks.States(t) : default;
}
