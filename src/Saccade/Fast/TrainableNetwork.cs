using Saccade.Checkpoints;
using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Fast;

/// <summary>
/// The weights of a network with their optimiser and the workers that share its batches: what either engine does with them,
/// whatever the workers compute. One caller at a time. The twin of <see cref="TrainableModule"/>.
/// </summary>
internal sealed class TrainableNetwork<TWorker> : IDisposable
    where TWorker : class, IDisposable
{
    private readonly Lock _oneCaller = new();
    private readonly NetworkWeights _weights;
    private readonly Crew _crew;
    private readonly TWorker[] _workers;
    private readonly TWorker[] _team;
    private readonly Descent _descent;
    private readonly Pieces _pieces;
    private readonly Action<int> _doPieces;
    private readonly Action<int> _doPart;
    private Action<TWorker, int> _work = null!;
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
        _pieces = new Pieces(threads);
        _doPieces = DoPieces;
        _doPart = member => _work(_team[member], member);
    }

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

    /// <summary>The workers, one for each thread.</summary>
    public ReadOnlySpan<TWorker> Workers => _workers;

    /// <summary>How many of so many images or games may have a worker of their own.</summary>
    public int WorkersFor(int things) => Math.Min(_workers.Length, things);

    /// <summary>Has the workers do so many pieces of work, and waits for all of them. Of no more than there are workers each does the one of its own number.</summary>
    public void Run(int pieces, Action<TWorker, int> work)
    {
        _work = work;
        int workers = WorkersFor(pieces);
        _pieces.Clear();
        for (int worker = 0; worker < workers; worker++)
        {
            _pieces.Begin(worker, Share.Of(pieces, worker, workers));
        }
        _crew.Run(_doPieces, workers);
    }

    /// <summary>Has the workers do something with some things, a handful at a time.</summary>
    public void Run(int things, int handful, Action<TWorker, Share> work)
    {
        int handfuls = new Share(0, things).Handfuls(handful);
        Run(handfuls, (worker, index) => work(worker, Share.Of(things, index, handfuls)));
    }

    /// <summary>Has all members of the team do their parts of one piece of work, and waits for all of them.</summary>
    public void RunTeam(Action<TWorker, int> work)
    {
        _work = work;
        _crew.Run(_doPart, _team.Length);
    }

    /// <summary>Moves the weights against the gradient of what the workers learned, unless the loss is not a number any more.</summary>
    /// <exception cref="SaccadeException">The gradient is not finite; the weights are still those before the step.</exception>
    public StepReport Descend(StepReport report, ReadOnlySpan<IGradient> learned, double learningRate) => _descent.Step(report, learned, learningRate);

    /// <summary>The length of the gradient of what the workers learned in each network, for one term of the loss.</summary>
    public IEnumerable<GradientNorm> GradientNorms(string term, ReadOnlySpan<IGradient> learned, IEnumerable<string> networks) => _descent.Norms(term, learned, networks);

    public IReadOnlyList<NamedTensor> SaveWeights()
    {
        using Lock.Scope caller = Enter();
        return _weights.Save(_weights.Values);
    }

    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
        using Lock.Scope caller = Enter();
        _weights.Fill(_weights.Values, _weights.Find(weights));
        _descent.Refresh();
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

    private void DoPieces(int worker)
    {
        while (_pieces.Take(worker, out _, out int piece))
        {
            _work(_workers[worker], piece);
        }
    }
}
