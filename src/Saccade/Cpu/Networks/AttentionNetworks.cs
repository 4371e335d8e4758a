using Saccade.Cpu.Buffers;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;
using Saccade.Policy;
using Saccade.Training;

namespace Saccade.Cpu.Networks;

/// <summary>The networks of the recurrent attention model (paper fig. 1), over the buffers of one worker or of one group.</summary>
internal sealed class AttentionNetworks : IDisposable
{
    private readonly NetworkContext _context;
    private readonly CoreBuffers _buffers;
    // What location and baseline read: the states of the upper core, if there is one.
    private readonly CoreBuffers _decisions;
    private readonly LossOptions _loss;
    private readonly SaliencyMap? _saliency;

    public AttentionNetworks(ModelOptions model, LossOptions loss, NetworkWeights weights)
    {
        (_loss, _context) = (loss, new NetworkContext(weights));
        _buffers = new CoreBuffers(model.GlimpseFeatures, model.Hidden, featuresAreRelu: true, _context);
        Glimpse = new GlimpseNetwork(model, _context, _buffers);
        Core = CreateCore("core", model, _context, _buffers, givenStart: model.Context.GivesState && model.CoreLayers == 1);
        LocationCore = model.CoreLayers > 1 ? new LocationCore(model, _context, _buffers) : null;
        _decisions = LocationCore?.Buffers ?? _buffers;
        _saliency = model.LocationForm == LocationForm.Saliency ? new SaliencyMap(model, _context) : null;
        Context = model.Context.Side > 0 ? new ContextNetwork(model, _context, _decisions, _saliency) : null;
        Location = new LocationNetwork(model, _context, _decisions, Glimpse.Locations, _saliency, loss.LocationReachesCore);
        Dropout = new Dropout(model, _buffers);
        Action = new ActionNetwork(_context, _buffers);
        Baseline = new BaselineNetwork(_context, _decisions, loss.BaselineReachesCore);
        Stop = model.Stops ? new StopNetwork(model, _context, _buffers, Action, loss.StopReachesCore) : null;
    }

    public GlimpseNetwork Glimpse { get; }

    public ICore Core { get; }

    /// <summary>The network that writes the first state of the upper core, or of the one core; null if the model has none.</summary>
    public ContextNetwork? Context { get; }

    /// <summary>The upper layer of a core of two; else null.</summary>
    public LocationCore? LocationCore { get; }

    public Dropout Dropout { get; }

    public LocationNetwork Location { get; }

    public ActionNetwork Action { get; }

    public BaselineNetwork Baseline { get; }

    /// <summary>The network that ends rollouts; null if the model has none.</summary>
    public StopNetwork? Stop { get; }

    /// <summary>The gradient of the last backward pass.</summary>
    public IGradient Gradient => _context.WeightGradients;

    /// <summary>The actions taken, [T, N]; −1 where answers are classes.</summary>
    public int[] Actions { get; private set; } = [];

    /// <summary>The row of the noise, and of the batch's rollouts, of each rollout that has not ended.</summary>
    public int[] Rows { get; private set; } = [];

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
        if (Rows.Length < rollouts)
        {
            Rows = new int[rollouts];
        }
    }

    /// <summary>Starts a member's rollouts, M for each frame.</summary>
    public void Start(FrameBuffer frames, int rolloutsOfEach, GroupMember member)
    {
        Core.Start(member);
        LocationCore?.Start(member);
        Context?.Forward(frames, rolloutsOfEach, member);
    }

    /// <summary>Moves a rollout to another row in state t.</summary>
    public void Move(int t, int from, int to)
    {
        Rows[to] = Rows[from];
        Core.MoveState(t, from, to);
        LocationCore?.MoveState(t, from, to);
        _saliency?.Move(from, to);
    }

    /// <summary>Keeps the first rollouts alone: the others have ended, and later steps do not compute them.</summary>
    public void Keep(int rollouts) => _context.Activations.Keep(rollouts);

    /// <summary>Backpropagation through time to all weights. A relu on the way is the gate of the product that reaches it.</summary>
    /// <param name="noise">The noise of the whole batch.</param>
    /// <param name="first">The row of the noise at which that of these rollouts starts.</param>
    /// <param name="states">The states with gradients.</param>
    /// <param name="member">The member that computes its part.</param>
    public void Backward(RolloutNoise noise, int first, LossStates states, GroupMember member)
    {
        int glimpses = noise.Glimpses;
        bool earlierStates = LocationCore is not null
            || states.Answered.Count > 1
            || (_loss.LocationReachesCore && states.Decided.Count > 0)
            || (_loss.BaselineReachesCore && states.Valued.Count > 0)
            || (_loss.StopReachesCore && states.Stopped.Count > 0);
        _buffers.ClearStateGradients(earlierStates ? glimpses : 0, member);
        LocationCore?.Buffers.ClearStateGradients(glimpses + 1, member);
        Action.Backward(states.Answered, member);
        Baseline.Backward(states.Valued, member);
        Location.Backward(states.Decided, member);
        Stop?.Backward(states.Stopped, member);
        LocationCore?.Backward(glimpses, member);
        Core.Backward(glimpses, earlierStates, member);
        Context?.Backward(member);
        Dropout.Backward(noise, first, member);
        Glimpse.Backward(glimpses, member);
    }

    public void Dispose() => _context.Dispose();

    /// <summary>A layer of the core of that name in the plan.</summary>
    public static ICore CreateCore(string name, ModelOptions model, NetworkContext context, CoreBuffers buffers, bool givenStart) =>
        model.Core == CoreKind.Lstm
            ? new LstmCore(name, context, buffers, givenStart)
            : new ReluCore(name, context, buffers, givenStart);
}
