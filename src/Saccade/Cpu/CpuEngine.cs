using System.Runtime.CompilerServices;
using Saccade.Cpu.Buffers;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Losses;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Evaluation;
using Saccade.Policy;
using Saccade.Training;

namespace Saccade.Cpu;

/// <summary>
/// The engine in C# for the processor: forward and backward passes written out, matrix products in the processor's vector registers. Each
/// worker computes its shard of a batch, micro-batch by micro-batch, from the first glimpse to the gradient; the gradients are added in the
/// order of the shards, so the same number of threads gives the same bits. Calls from several threads wait for each other.
/// </summary>
public sealed class CpuEngine : IEngine
{
    // With fewer rollouts for each worker and in all, separate workers would spend their time on loading all weights and on
    // adding up gradients.
    private const int FewRolloutsEach = 16;
    private const int FewRolloutsInAll = 64;

    private readonly Lock _oneCaller = new();
    private readonly NetworkWeights _weights;
    private readonly WorkerPool _pool;
    private readonly IModelWorker[] _workers;
    private readonly WorkerGroup _group;
    private readonly IModelWorker[] _groupWorkers;
    private readonly WorkStealingQueue _microBatches;
    private readonly Shards _shards;
    private readonly Shards _groupShards;
    private readonly ParallelUpdate _update;
    private readonly BatchGradient _gradient;
    private readonly Optimiser _optimiser;
    private readonly IProcessGroup? _processes;
    private bool _disposed;

    /// <summary>Creates an engine for a new model.</summary>
    /// <param name="model">The model; a classifier of whole images states their size.</param>
    /// <param name="training">Loss and optimiser.</param>
    /// <param name="key">The key of the initial weights.</param>
    /// <param name="threads">The number of threads, 1 to 1024.</param>
    /// <param name="processes">The processes that train this model together; null for one process.</param>
    /// <exception cref="OptionException">The model cannot be computed, or the number of threads is out of range.</exception>
    public CpuEngine(ModelOptions model, TrainingOptions training, RandomKey key, int threads, IProcessGroup? processes = null)
        : this(Checked(model), training, NetworkPlan.Create(model).InitialWeights(key), threads, processes) { }

    /// <summary>Creates an engine for a trained model.</summary>
    /// <param name="model">The model's options.</param>
    /// <param name="training">Loss and optimiser; the defaults to run it only.</param>
    /// <param name="weights">Its weights by name.</param>
    /// <param name="threads">The number of threads, 1 to 1024.</param>
    /// <param name="processes">The processes that train this model together; null for one process.</param>
    /// <exception cref="SaccadeException">The weights are not those of the options.</exception>
    /// <exception cref="OptionException">The model cannot be computed, or the number of threads is out of range.</exception>
    public CpuEngine(
        ModelOptions model, TrainingOptions training, IReadOnlyList<NamedTensor> weights, int threads, IProcessGroup? processes = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        Model = Checked(model);
        _ = Require.Between(threads, 1, 1024, nameof(threads));
        if (training.Loss.AttachSample)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "training.loss.attach_sample", Value: true, Allowed: "false",
                Detail: "the CPU engine cuts every sample from the graph", Remedy: "add --engine torch"));
        }
        training.Loss.Check(model);
        if (processes?.Count > 1 && model.BatchNorm)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "model.batch_norm", Value: true, Allowed: "false",
                Detail: "its statistics are those of a whole batch, of which each process has a part",
                Remedy: "or train it in one process"));
        }
        _processes = processes;
        Plan = NetworkPlan.Create(model);
        NetworkLayers layers = new(Plan);
        // Checks the weights before it starts threads.
        _weights = new NetworkWeights(layers, weights);
        _pool = new WorkerPool(threads);
        _microBatches = new WorkStealingQueue(threads);
        _update = new ParallelUpdate(layers, _pool);
        _gradient = new BatchGradient(layers, _update);
        _optimiser = new Optimiser(_weights, training.Optimiser);
        _workers = new IModelWorker[threads];
        bool attention = model.TakesGlimpses;
        for (int i = 0; i < threads; i++)
        {
            _workers[i] = attention
                ? new RolloutWorker(model, training.Loss, new AttentionNetworks(model, training.Loss, _weights), GroupMember.Alone())
                : new ClassifierWorker(model, training.Loss, _weights);
        }
        // A worker without a panel of the core would only delay the others.
        _group = new WorkerGroup(attention ? Math.Clamp(threads, 1, layers["core.input"].PanelCount) : 1);
        _groupWorkers = attention ? CreateGroup(model, training.Loss) : [];
        _shards = new Shards(layers, threads, direct: threads == 1 || model.Kind is ModelKind.FullyConnected or ModelKind.Convolutional);
        _groupShards = new Shards(layers, _groupWorkers.Length, direct: true);
    }

    /// <inheritdoc/>
    public ModelOptions Model { get; }

    /// <inheritdoc/>
    public NetworkPlan Plan { get; }

    /// <inheritdoc/>
    public FlatGradient Gradient => _gradient.Flat;

    private bool IsShared => _processes?.Count > 1;

    /// <inheritdoc/>
    public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
    {
        using Lock.Scope caller = Enter();
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(noise);
        _ = _workers[0].Check(episodes, noise, training: false);
        bool act = episodes.Answers == AnswerKind.Action, ends = Model.Stops && noise.Prices.Length > 0;
        RolloutBatch rollouts = RolloutBatch.Create(noise.Glimpses, episodes.Count, Model.Classes, act, ends);
        episodes.Restart();
        int count = new IndexRange(0, episodes.Count).MicroBatches(_workers[0].MicroBatch(episodes, training: false));
        // Whoever reads the rewards of episodes that change needs all of them stepped.
        bool shared = IsShared && episodes.IsStill;
        IndexRange own = shared ? IndexRange.Share(count, _processes!.Rank, _processes.Count) : new(0, count);
        int workers = Math.Min(_workers.Length, own.Count);
        _microBatches.Clear();
        for (int worker = 0; worker < workers; worker++)
        {
            _microBatches.Assign(worker, own.Part(worker, workers));
        }
        NumericalException? fault = null;
        try
        {
            if (workers > 0)
            {
                _pool.Run(new ForwardOperation(_workers, _microBatches, count, episodes, noise, rollouts), workers);
            }
        }
        catch (NumericalException e) when (shared)
        {
            // The other processes wait for the outputs of this one.
            fault = e;
        }
        if (shared)
        {
            IndexRange computed = new(
                IndexRange.Share(episodes.Count, own.First, count).First, IndexRange.Share(episodes.Count, own.End, count).First);
            if (!RolloutGathering.Gather(rollouts, _processes!, computed, fault is not null))
            {
                throw fault ?? NumericalException.Mean();
            }
        }
        rollouts.RepeatLast();
        return rollouts;
    }

    /// <inheritdoc/>
    public StepReport Backward(IEpisodes episodes, RolloutNoise noise, LossWeights weights)
    {
        using Lock.Scope caller = Enter();
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(noise);
        int rollouts = _workers[0].Check(episodes, noise, training: true);
        episodes.Restart();
        if (IsForGroup(episodes, rollouts))
        {
            _groupShards.Join(episodes.Count, noise);
            _groupWorkers[0].Reserve(noise.Glimpses, rollouts);
            _group.Start();
            _pool.Run(new BackwardOperation(_groupWorkers, _groupShards, episodes, noise, weights), _groupWorkers.Length, _group);
            // The members have the gradient together.
            return Report(_groupShards, 1, rollouts, episodes, noise, weights);
        }
        int microBatch = _workers[0].MicroBatch(episodes, training: true);
        _shards.Cut(episodes.Count, noise, microBatch, _processes?.Rank ?? 0, _processes?.Count ?? 1);
        int count = _shards.All.Length;
        NumericalException? fault = null;
        try
        {
            if (count > 0)
            {
                _pool.Run(new BackwardOperation(_workers, _shards, episodes, noise, weights), count);
            }
        }
        catch (NumericalException e) when (IsShared)
        {
            // The other processes wait for the figures of this one.
            fault = e;
        }
        return Report(_shards, fault is null ? count : 0, rollouts, episodes, noise, weights, fault);
    }

    /// <inheritdoc/>
    public void Update(double learningRate, double gradientScale = 1)
    {
        using Lock.Scope caller = Enter();
        _update.Run(new UpdateOperation(_optimiser, _optimiser.Start(gradientScale, learningRate), _gradient.Values, _weights));
        _weights.CommitStatistics();
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveWeights()
    {
        using Lock.Scope caller = Enter();
        return _weights.Save();
    }

    /// <inheritdoc/>
    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
        using Lock.Scope caller = Enter();
        _weights.Load(weights);
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveOptimiser()
    {
        using Lock.Scope caller = Enter();
        return _optimiser.Save();
    }

    /// <inheritdoc/>
    public void LoadOptimiser(IReadOnlyList<NamedTensor> state)
    {
        using Lock.Scope caller = Enter();
        _optimiser.Load(state);
    }

    /// <summary>Ends the threads and frees weights and buffers.</summary>
    public void Dispose()
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        _pool.Dispose();
        Array.ForEach(_workers, worker => worker.Dispose());
        Array.ForEach(_groupWorkers, worker => worker.Dispose());
        _shards.Dispose();
        _groupShards.Dispose();
        _optimiser.Dispose();
        _gradient.Dispose();
        _weights.Dispose();
    }

    /// <exception cref="OptionException">The core is one that this engine cannot run.</exception>
    internal static void RequireCore(ModelOptions model)
    {
        if (model.HasCustomCore)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "model.core", Value: model.Core, Allowed: "relu or lstm",
                Detail: "the CPU engine runs no custom core", Remedy: "or use the Torch engine: --engine torch, in a program TorchEngine"));
        }
    }

    private static ModelOptions Checked(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Check();
        RequireCore(model);
        return model;
    }

    private IModelWorker[] CreateGroup(ModelOptions model, LossOptions loss)
    {
        AttentionNetworks shared = new(model, loss, _weights);
        return
        [.. Enumerable.Range(0, _group.Members).Select(index => new RolloutWorker(model, loss, shared, new GroupMember(_group, index)))];
    }

    /// <summary>Whether all workers run a batch together: if it is small, or if batch normalisation couples its rollouts.</summary>
    private bool IsForGroup(IEpisodes episodes, int rollouts) => Model.BatchNorm ? _groupWorkers.Length > 0
        : !IsShared && episodes.IsStill && _groupWorkers.Length > 1
            && rollouts <= FewRolloutsInAll && rollouts < FewRolloutsEach * _workers.Length;

    /// <summary>Sums the gradients of the first <paramref name="count"/> shards, and the figures of all.</summary>
    private StepReport Report(
        Shards shards, int count, int rollouts, IEpisodes episodes, RolloutNoise noise, LossWeights weights,
        NumericalException? fault = null)
    {
        _gradient.Sum(shards, count);
        LossSums sums = shards.Sum(noise.Glimpses);
        if (IsShared && !sums.Sum(_processes!, fault is not null))
        {
            throw fault ?? NumericalException.Mean();
        }
        int firstDecision = Model.FirstDecision(noise.Mode, noise.Glimpses);
        return sums.Report(rollouts, firstDecision, weights, episodes.Answers);
    }

    /// <summary>Waits for the callers before; leave by disposing of what is returned.</summary>
    private Lock.Scope Enter()
    {
        Lock.Scope scope = _oneCaller.EnterScope();
        if (!_disposed)
        {
            return scope;
        }
        scope.Dispose();
        throw new ObjectDisposedException(nameof(CpuEngine));
    }

    private readonly struct ForwardOperation(
        IModelWorker[] workers, WorkStealingQueue microBatches, int count, IEpisodes episodes, RolloutNoise noise, RolloutBatch rollouts)
        : IOperation
    {
        public void Run(int worker)
        {
            while (microBatches.Take(worker, out _, out int microBatch))
            {
                IndexRange range = IndexRange.Share(episodes.Count, microBatch, count);
                workers[worker].Forward(episodes, range, noise, rollouts);
            }
        }
    }

    private readonly struct BackwardOperation(
        IModelWorker[] workers, Shards shards, IEpisodes episodes, RolloutNoise noise, LossWeights weights) : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int worker)
        {
            IModelWorker own = workers[worker];
            while (shards.Take(worker, out Shard shard, out int microBatch, out bool stolen))
            {
                IndexRange range = shard.EpisodesOf(microBatch);
                own.Forward(episodes, range, noise, rollouts: null);
                own.Backward(episodes, range, noise, weights, shard.SumsOf(microBatch));
                shard.Add(microBatch, own.Gradient, stolen);
            }
        }
    }

    /// <summary>Updates weights tile by tile: what is derived from a tile is computed while it is in the first-level cache.</summary>
    private readonly struct UpdateOperation(
        Optimiser optimiser, OptimiserStep step, AlignedBuffer gradient, NetworkWeights weights) : IWeightOperation
    {
        public void Run(WeightChunk chunk)
        {
            foreach (ref readonly WeightTile tile in chunk.Tiles.AsSpan())
            {
                optimiser.Update(step, gradient, tile);
                weights.Refresh(tile);
            }
        }
    }
}
