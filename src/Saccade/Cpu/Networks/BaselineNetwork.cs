using Saccade.Cpu.Buffers;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>The value baseline b_t = Linear(h_t), the reward to be expected (paper §3.2). Its gradient may reach the core.</summary>
internal sealed class BaselineNetwork(NetworkContext context, CoreBuffers core, bool reachesCore)
{
    private readonly NetworkWeights _weights = context.Weights;
    private readonly LinearLayer _layer = context.Layer("baseline.value");

    /// <summary>b of state t.</summary>
    public ActivationBuffer Values { get; } = context.Activations.Add(1, extraSteps: 1);

    /// <summary>∂J/∂b of state t.</summary>
    public ActivationBuffer ValueGradients { get; } = context.Gradients.Add(1, extraSteps: 1);

    public void Forward(IndexRange states, GroupMember member)
    {
        for (int t = states.First; t < states.End; t++)
        {
            _weights.Forward(_layer, member.OwnRows(core.States(t)), member.OwnRows(Values[t]), relu: false);
        }
    }

    /// <summary>From ∂J/∂b to the gradients of the weights and, if they reach the core, of the states.</summary>
    public void Backward(IndexRange valued, GroupMember member)
    {
        context.WeightGradients.Record(_layer, core.States(valued), ValueGradients.Steps(valued.First, valued.Count));
        for (int t = valued.First; reachesCore && t < valued.End; t++)
        {
            _weights.InputGradient(_layer, member.OwnRows(ValueGradients[t]), member.OwnRows(core.StateGradients(t)), accumulate: true);
        }
    }
}
