using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The input of a core, [g_{t+1}, h_t] side by side: glimpse t beside the state that it meets. The glimpse network writes g, the core
/// writes h, the other networks read h. Beside it the gradients of both. In the location core g is the state of the core below.
/// </summary>
internal sealed class CoreBuffers
{
    private readonly ActivationBuffer _inputs;
    private readonly ActivationBuffer _features;
    private readonly ActivationBuffer _states;
    private readonly bool _featuresAreRelu;

    /// <param name="features">Units of g.</param>
    /// <param name="hidden">H.</param>
    /// <param name="featuresAreRelu">Whether a relu made g, so that its gradient stops where g is 0.</param>
    /// <param name="context">Where the buffers are.</param>
    public CoreBuffers(int features, int hidden, bool featuresAreRelu, NetworkContext context)
    {
        (BufferSet activations, BufferSet gradients) = (context.Activations, context.Gradients);
        _featuresAreRelu = featuresAreRelu;
        _states = gradients.Add(hidden, extraSteps: 1);
        _features = gradients.Add(features);
        _inputs = activations.Add(_features.Columns + _states.Columns, extraSteps: 1);
    }

    /// <summary>Where h_t starts in [g_{t+1}, h_t].</summary>
    public int StateColumn => _features.Columns;

    /// <summary>[g_{t+1}, h_t] of some glimpses, [count · N, features + H].</summary>
    public Matrix Inputs(int glimpse, int count = 1) => _inputs.Steps(glimpse, count);

    /// <summary>g of some glimpses, [count · N, features].</summary>
    public Matrix Features(int glimpse, int count = 1) => Inputs(glimpse, count).TakeColumns(0, _features.Columns);

    /// <summary>h of some states, [count · N, H].</summary>
    public Matrix States(int state, int count = 1) => Inputs(state, count).TakeColumns(StateColumn, _states.Columns);

    /// <summary>h of a range of states, [count · N, H].</summary>
    public Matrix States(IndexRange range) => States(range.First, range.Count);

    /// <summary>g of some glimpses where a relu made it, to gate its gradient; else nothing.</summary>
    public Matrix FeatureGate(int glimpse, int count) => _featuresAreRelu ? Features(glimpse, count) : default;

    /// <summary>∂J/∂g of some glimpses.</summary>
    public Matrix FeatureGradients(int glimpse, int count = 1) => _features.Steps(glimpse, count);

    /// <summary>∂J/∂h of some states.</summary>
    public Matrix StateGradients(int state, int count = 1) => _states.Steps(state, count);

    /// <summary>Sets a member's gradients of the states before <paramref name="end"/> to zero.</summary>
    public void ClearStateGradients(int end, GroupMember member)
    {
        for (int state = 0; state < end; state++)
        {
            member.OwnRows(StateGradients(state)).Clear();
        }
    }
}
