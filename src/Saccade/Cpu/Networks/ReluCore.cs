using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>The paper's core for classification, h_t = relu(Linear(g_t) + Linear(h_{t−1})), one product with [g_t, h_{t−1}].</summary>
internal sealed class ReluCore(NetworkContext context, CoreBuffers core) : ICore
{
    private readonly NetworkWeights _weights = context.Weights;
    private readonly LinearLayer _layer = context.Layer("core.input");

    public void Start(GroupMember member) => member.OwnRows(core.States(0)).Clear();

    public void Forward(int t, GroupMember member)
    {
        _weights.Forward(_layer, core.Inputs(t), core.States(t + 1), relu: true, member);
        member.Wait();
    }

    public void Backward(int glimpses, bool earlierStates, GroupMember member)
    {
        member.OwnRows(core.StateGradients(glimpses)).Gate(member.OwnRows(core.States(glimpses)));
        member.Wait();
        // Only h_{t−1} has to wait for h_t.
        for (int t = glimpses - 1; t > 0; t--)
        {
            _weights.InputGradient(
                _layer, core.StateGradients(t + 1), core.StateGradients(t), core.StateColumn, earlierStates, gate: core.States(t), member);
            member.Wait();
        }
        Matrix changes = core.StateGradients(1, glimpses);
        context.WeightGradients.Record(_layer, core.Inputs(0, glimpses), changes);
        _weights.InputGradient(_layer, changes, core.FeatureGradients(0, glimpses), gate: core.Features(0, glimpses), member: member);
        member.Wait();
    }
}
