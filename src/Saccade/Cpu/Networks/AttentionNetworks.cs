using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;
using Saccade.Training;

namespace Saccade.Cpu.Networks;

/// <summary>The networks of the recurrent attention model (paper fig. 1), over the buffers of one worker or of one group.</summary>
internal sealed class AttentionNetworks : IDisposable
{
    private readonly NetworkContext _context;
    private readonly CoreBuffers _buffers;
    private readonly LossOptions _loss;

    public AttentionNetworks(ModelOptions model, LossOptions loss, NetworkWeights weights)
    {
        (_loss, _context) = (loss, new NetworkContext(weights));
        _buffers = new CoreBuffers(model, _context.Activations, _context.Gradients);
        Glimpse = new GlimpseNetwork(model, _context, _buffers);
        Core = model.Core == CoreKind.Lstm ? new LstmCore(model, _context, _buffers) : new ReluCore(_context, _buffers);
        Location = new LocationNetwork(model, _context, _buffers, Glimpse.Locations, loss.LocationReachesCore);
        Action = new ActionNetwork(_context, _buffers);
        Baseline = new BaselineNetwork(_context, _buffers, loss.BaselineReachesCore);
    }

    public GlimpseNetwork Glimpse { get; }

    public ICore Core { get; }

    public LocationNetwork Location { get; }

    public ActionNetwork Action { get; }

    public BaselineNetwork Baseline { get; }

    /// <summary>The gradient of the last backward pass.</summary>
    public IGradient Gradient => _context.WeightGradients;

    /// <summary>The actions taken, [T, N]; −1 where answers are classes.</summary>
    public int[] Actions { get; private set; } = [];

    /// <summary>N, the current number of rollouts.</summary>
    public int Rollouts => _context.Activations.Rollouts;

    /// <summary>Reserves memory for N rollouts of T glimpses.</summary>
    public void Reserve(int glimpses, int rollouts, bool training)
    {
        _context.Reserve(glimpses, rollouts, training);
        if (Actions.Length < glimpses * rollouts)
        {
            Actions = new int[glimpses * rollouts];
        }
    }

    /// <summary>Backpropagation through time to all weights. A relu on the way is the gate of the product that reaches it.</summary>
    public void Backward(int glimpses, LossStates states, GroupMember member)
    {
        bool earlierStates = states.Answered.Count > 1
            || (_loss.LocationReachesCore && states.Decided.Count > 0)
            || (_loss.BaselineReachesCore && states.Valued.Count > 0);
        _buffers.ClearStateGradients(earlierStates ? glimpses : 0, member);
        Action.Backward(states.Answered, member);
        Baseline.Backward(states.Valued, member);
        Location.Backward(states.Decided, member);
        Core.Backward(glimpses, earlierStates, member);
        Glimpse.Backward(glimpses, member);
    }

    public void Dispose() => _context.Dispose();
}
