using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;
using Saccade.Policy;

namespace Saccade.Cpu.Networks;

/// <summary>The stop network: the logit of p_t = σ(Linear(relu(Linear([h_t, log c, d_t])))), one product with all three.</summary>
internal sealed class StopNetwork
{
    private readonly ModelOptions _model;
    private readonly NetworkWeights _weights;
    private readonly WeightGradients _gradients;
    private readonly CoreBuffers _core;
    private readonly ActionNetwork _action;
    private readonly LinearLayer _hiddenLayer;
    private readonly LinearLayer _logitLayer;
    private readonly ActivationBuffer _inputs;
    private readonly ActivationBuffer _hidden;
    private readonly ActivationBuffer _hiddenGradients;
    private readonly bool _reachesCore;

    public StopNetwork(ModelOptions model, NetworkContext context, CoreBuffers core, ActionNetwork action, bool reachesCore)
    {
        (_model, _weights, _gradients) = (model, context.Weights, context.WeightGradients);
        (_core, _action, _reachesCore) = (core, action, reachesCore);
        (_hiddenLayer, _logitLayer) = (context.Layer("stop.hidden"), context.Layer("stop.logit"));
        _inputs = context.Activations.Add(_hiddenLayer.Inputs, extraSteps: 1);
        _hidden = context.Activations.Add(_hiddenLayer.Outputs, extraSteps: 1);
        _hiddenGradients = context.Gradients.Add(_hiddenLayer.Outputs, extraSteps: 1);
        Logits = context.Activations.Add(1, extraSteps: 1);
        LogitGradients = context.Gradients.Add(1, extraSteps: 1);
    }

    /// <summary>The logit of p_t of state t.</summary>
    public ActivationBuffer Logits { get; }

    /// <summary>∂J/∂logit of state t.</summary>
    public ActivationBuffer LogitGradients { get; }

    /// <summary>The logits of state t, whose class logits have been computed.</summary>
    /// <param name="t">The state.</param>
    /// <param name="noise">The noise of the whole batch, with its prices.</param>
    /// <param name="rows">The row of the noise of each rollout.</param>
    /// <param name="member">The member that computes its part.</param>
    public void Forward(int t, RolloutNoise noise, ReadOnlySpan<int> rows, GroupMember member)
    {
        Matrix inputs = _inputs[t], states = _core.States(t);
        for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
        {
            Span<float> input = inputs.Row(i);
            states.Row(i).CopyTo(input);
            input[states.Columns] = _model.Stop.InputOf(noise.Prices[rows[i]]);
            input[states.Columns + MatrixKernel.PanelWidth] = StopOptions.DoubtOf(_action.Logits[t].Row(i)[.._model.Classes]);
        }
        _weights.Forward(_hiddenLayer, member.OwnRows(inputs), member.OwnRows(_hidden[t]), relu: true);
        _weights.Forward(_logitLayer, member.OwnRows(_hidden[t]), member.OwnRows(Logits[t]), relu: false);
    }

    /// <summary>From ∂J/∂logits to the gradients of the weights and, if they reach the core, of the states.</summary>
    public void Backward(IndexRange stopped, GroupMember member)
    {
        Matrix hidden = _hidden.Steps(stopped.First, stopped.Count);
        _gradients.Record(_logitLayer, hidden, LogitGradients.Steps(stopped.First, stopped.Count));
        for (int t = stopped.First; t < stopped.End; t++)
        {
            Matrix changes = member.OwnRows(_hiddenGradients[t]);
            _weights.InputGradient(_logitLayer, member.OwnRows(LogitGradients[t]), changes, gate: member.OwnRows(_hidden[t]));
            if (_reachesCore)
            {
                _weights.InputGradient(_hiddenLayer, changes, member.OwnRows(_core.StateGradients(t)), accumulate: true);
            }
        }
        _gradients.Record(
            _hiddenLayer, _inputs.Steps(stopped.First, stopped.Count), _hiddenGradients.Steps(stopped.First, stopped.Count));
    }
}
