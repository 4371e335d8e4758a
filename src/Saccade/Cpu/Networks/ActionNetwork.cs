using Saccade.Cpu.Buffers;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>The action network f_a(h) (paper §3.1): logits = Linear(h), of classes or of actions.</summary>
internal sealed class ActionNetwork(NetworkContext context, CoreBuffers core)
{
    private readonly NetworkWeights _weights = context.Weights;
    private readonly LinearLayer _layer = context.Layer("action.scores");

    /// <summary>The logits of state t.</summary>
    public ActivationBuffer Logits { get; } = context.Activations.Add(context.Layer("action.scores").Outputs, extraSteps: 1);

    /// <summary>∂J/∂logits of state t.</summary>
    public ActivationBuffer LogitGradients { get; } = context.Gradients.Add(context.Layer("action.scores").Outputs, extraSteps: 1);

    public void Forward(IndexRange states, GroupMember member)
    {
        for (int t = states.First; t < states.End; t++)
        {
            _weights.Forward(_layer, member.OwnRows(core.States(t)), member.OwnRows(Logits[t]), relu: false);
        }
    }

    /// <summary>From ∂J/∂logits to the gradients of the weights and of the states: sets the last state's and adds the others.</summary>
    public void Backward(IndexRange answered, GroupMember member)
    {
        context.WeightGradients.Record(_layer, core.States(answered), LogitGradients.Steps(answered.First, answered.Count));
        for (int t = answered.First; t < answered.End; t++)
        {
            _weights.InputGradient(
                _layer, member.OwnRows(LogitGradients[t]), member.OwnRows(core.StateGradients(t)), accumulate: t < answered.End - 1);
        }
    }
}
