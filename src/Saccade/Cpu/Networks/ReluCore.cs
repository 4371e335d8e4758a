using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>The paper's core for classification, h_t = relu(Linear(g_t) + Linear(h_{t−1})), one product with [g_t, h_{t−1}].</summary>
/// <param name="name">The network's name in the plan.</param>
/// <param name="context">Where weights and buffers are.</param>
/// <param name="core">Its inputs and states.</param>
/// <param name="givenStart">Whether another network writes h_0.</param>
internal sealed class ReluCore(string name, NetworkContext context, CoreBuffers core, bool givenStart) : ICore
{
    private readonly NetworkWeights _weights = context.Weights;
    private readonly LinearLayer _layer = context.Layer($"{name}.input");

    public void Start(GroupMember member)
    {
        if (!givenStart)
        {
            member.OwnRows(core.States(0)).Clear();
        }
    }

    public void Forward(int t, GroupMember member)
    {
        _weights.Forward(_layer, core.Inputs(t), core.States(t + 1), relu: true, member);
        member.Wait();
    }

    public void MoveState(int t, int from, int to) => core.States(t).CopyRow(from, to);

    public void Backward(int glimpses, bool earlierStates, GroupMember member)
    {
        member.OwnRows(core.StateGradients(glimpses)).Gate(member.OwnRows(core.States(glimpses)));
        member.Wait();
        // Only h_{t−1} has to wait for h_t.
        for (int t = glimpses - 1; t > (givenStart ? -1 : 0); t--)
        {
            _weights.InputGradient(
                _layer, core.StateGradients(t + 1), core.StateGradients(t), core.StateColumn, earlierStates, gate: core.States(t), member);
            member.Wait();
        }
        Matrix changes = core.StateGradients(1, glimpses);
        context.WeightGradients.Record(_layer, core.Inputs(0, glimpses), changes);
        _weights.InputGradient(_layer, changes, core.FeatureGradients(0, glimpses), gate: core.FeatureGate(0, glimpses), member: member);
        member.Wait();
    }
}
