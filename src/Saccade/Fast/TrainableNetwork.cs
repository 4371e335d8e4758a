using Saccade.Checkpoints;
using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Fast;

/// <summary>
/// The weights of a network with their optimiser and the workers that share its batches: what either engine does with them,
/// whatever the workers compute. One caller at a time. The twin of <see cref="TrainableModule"/>.
/// </summary>
internal sealed class TrainableNetwork<TWorker> : IDisposable
    where TWorker : class, IGradient, IDisposable
{
    private readonly Lock _oneCaller = new();
    private readonly NetworkWeights _weights;
    private readonly Crew _crew;
    private readonly TWorker[] _workers;
    private readonly TWorker[] _team;
    private readonly Descent _descent;
    private readonly Action<int> _doShare;
    private Action<TWorker, Share> _work = null!;
    private int _things;
    private bool _together;
    private bool _disposed;

    /// <summary>Fills the network with weights and makes its workers.</summary>
    /// <param name="layers">The network.</param>
    /// <param name="optimiser">How its weights move.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="threads">How many workers.</param>
    /// <param name="makeWorker">Makes a worker that learns from a share of a batch of its own.</param>
    /// <param name="makeTeam">Makes the workers, at most as many, that learn from a batch together; null if none can.</param>
    public TrainableNetwork(
        NetworkLayers layers, OptimiserOptions optimiser, IReadOnlyList<NamedTensor> weights, int threads,
        Func<NetworkWeights, TWorker> makeWorker, Func<NetworkWeights, IEnumerable<TWorker>>? makeTeam = null)
    {
        _ = Require.Between(threads, 1, 1024, nameof(threads));
        // Weights of another network are refused before there are threads to end.
        _weights = new NetworkWeights(layers, weights);
        _crew = new Crew(threads);
        _workers = [.. Enumerable.Range(0, threads).Select(_ => makeWorker(_weights))];
        _team = [.. makeTeam?.Invoke(_weights) ?? []];
        _descent = new Descent(_weights, optimiser, _crew);
        _doShare = worker => _work(Workers[worker], _together ? new(0, _things) : Share.Of(_things, worker, Workers.Length));
    }

    /// <summary>The workers that have a share; there may be more cores than images.</summary>
    public ReadOnlySpan<TWorker> Workers => _together ? _team : _workers.AsSpan(0, Math.Min(_workers.Length, _things));

    /// <summary>The workers from which the gradient is to be had: of a team, any one.</summary>
    private ReadOnlySpan<TWorker> Learned => _together ? _team.AsSpan(0, 1) : Workers;

    /// <summary>Waits for the callers before; leave by disposing of what is returned.</summary>
    public Lock.Scope Enter()
    {
        Lock.Scope scope = _oneCaller.EnterScope();
        if (!_disposed)
        {
            return scope;
        }
        scope.Dispose();
        throw new ObjectDisposedException("engine");
    }

    /// <summary>How many workers there are.</summary>
    public int Threads => _workers.Length;

    /// <summary>Takes on so many images or games, to be cut into the workers' shares.</summary>
    public void TakeOn(int things) => (_things, _together) = (things, false);

    /// <summary>Has the team work on all that was taken on, instead of workers with shares.</summary>
    public void Gather() => _together = true;

    /// <summary>Has the workers do their shares, and waits for all of them.</summary>
    public void Run(Action<TWorker, Share> work)
    {
        _work = work;
        _crew.Run(_doShare, Workers.Length);
    }

    /// <summary>Moves the weights against the gradient of what the workers learned, unless the loss is not a number any more.</summary>
    /// <exception cref="SaccadeException">The gradient is not finite; the weights are still those before the step.</exception>
    public StepReport Descend(StepReport report, double learningRate) => _descent.Step(report, Learned, learningRate);

    /// <summary>The length of the gradient of what the workers learned in each network, for one term of the loss.</summary>
    public IEnumerable<GradientNorm> GradientNorms(string term, IEnumerable<string> networks) => _descent.Norms(term, Learned, networks);

    public IReadOnlyList<NamedTensor> SaveWeights()
    {
        using Lock.Scope caller = Enter();
        return _weights.Save(_weights.Values);
    }

    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
        using Lock.Scope caller = Enter();
        _weights.Fill(_weights.Values, _weights.Find(weights));
        _crew.Run(worker => _weights.Refresh(worker, _crew.Workers), _crew.Workers);
    }

    public IReadOnlyList<NamedTensor> SaveOptimiser()
    {
        using Lock.Scope caller = Enter();
        return _descent.Save();
    }

    public void LoadOptimiser(IReadOnlyList<NamedTensor> state)
    {
        using Lock.Scope caller = Enter();
        _descent.Load(state);
    }

    /// <summary>Ends the workers and frees weights and buffers.</summary>
    public void Dispose()
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        _crew.Dispose();
        foreach (TWorker worker in (IEnumerable<TWorker>)[.. _workers, .. _team])
        {
            worker.Dispose();
        }
        _descent.Dispose();
        _weights.Dispose();
    }
}
