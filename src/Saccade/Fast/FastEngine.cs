using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Games;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Fast;

/// <summary>
/// The engine written for this very model: the same options, noise and checkpoints as <see cref="TorchEngine"/>, without
/// libtorch. Each worker takes its share of a batch from the first glimpse to the gradient; then the gradients are added,
/// in the workers' order, so that the same number of threads gives the same bits. Callers on several threads wait for each
/// other; engines of their own from the same model file let them look at once.
/// </summary>
public sealed class FastEngine : IGameEngine
{
    private static readonly string[] Networks = ["glimpse", "core", "location", "action", "baseline"];

    private readonly TrainingOptions _options;
    private readonly NetworkWeights _weights;
    private readonly Descent _descent;
    private readonly Crew _crew;
    private readonly Lock _oneCaller = new();
    private readonly RolloutWorker[] _workers;
    private readonly Action<int> _refresh;
    private readonly Action<int> _learn;
    private readonly Action<int> _play;
    private readonly Action<int> _learnGames;
    private Batch _batch = null!;
    private RolloutNoise _noise = null!;
    private GamesUnderWay _games = null!;
    private TermWeights _terms;
    private int _sharing;
    private bool _disposed;

    /// <summary>Makes an engine for a new model.</summary>
    /// <param name="model">The model, one that this engine <see cref="Covers"/>.</param>
    /// <param name="training">Loss and optimiser.</param>
    /// <param name="key">Where the first weights come from.</param>
    /// <param name="threads">How many cores share the work, 1 to 1024.</param>
    /// <exception cref="OptionException">The engine does not cover the model, or there are too few or too many threads.</exception>
    public FastEngine(ModelOptions model, TrainingOptions training, RandomKey key, int threads)
        : this(Covered(model), training, FirstWeights.Draw(model, key), threads)
    {
    }

    private FastEngine(ModelOptions model, TrainingOptions training, IReadOnlyList<NamedTensor> weights, int threads)
    {
        ArgumentNullException.ThrowIfNull(training);
        _ = Require.Between(threads, 1, 1024, nameof(threads));
        (Model, _options) = (model, training);
        AttentionLayers layers = new(model);
        _weights = new NetworkWeights(layers);
        // What may fail comes before there are threads to end.
        _weights.Fill(_weights.Values, _weights.Find(weights));
        _weights.Refresh(0, 1);
        _crew = new Crew(threads);
        _workers = [.. Enumerable.Range(0, threads).Select(_ => new RolloutWorker(model, training.Loss, layers, _weights))];
        _descent = new Descent(_weights, training.Optimiser, _crew, _workers);
        _refresh = worker => _weights.Refresh(worker, _crew.Workers);
        _learn = Learn;
        _play = worker => _games.Play(_workers[worker], worker);
        _learnGames = worker => _games.Learn(_workers[worker], worker, _terms);
    }

    /// <summary>Whether this engine can compute a model.</summary>
    public static bool Covers(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Kind == ModelKind.Attention && !model.BatchNorm;
    }

    /// <summary>An engine that holds a trained model, to look with.</summary>
    /// <param name="file">The model.</param>
    /// <param name="threads">How many cores share the work, 1 to 1024.</param>
    /// <exception cref="SaccadeException">The file's weights are not those of its options.</exception>
    /// <exception cref="OptionException">The engine does not cover the model, or there are too few or too many threads.</exception>
    public static FastEngine ForModel(ModelFile file, int threads)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(Covered(file.Model), new TrainingOptions(), file.Weights, threads);
    }

    /// <inheritdoc/>
    public ModelOptions Model { get; }

    /// <inheritdoc/>
    public StepReport Step(Batch batch, RolloutNoise noise, double learningRate)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        LossOptions loss = _options.Loss;
        Differentiate(batch, noise, new(1, loss.BaselineWeight, loss.LocationWeight));
        return _descent.Step(Figures(), _sharing, learningRate);
    }

    /// <inheritdoc/>
    public StepReport Step(CatchGame games, EpisodeNoise noise, double learningRate)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        ArgumentNullException.ThrowIfNull(games);
        LossOptions loss = _options.Loss;
        double entropyWeight = games.Options.EntropyWeight;
        PlayToTheEnd(games, noise, null);
        DifferentiateGames(new(1, loss.BaselineWeight, loss.LocationWeight, entropyWeight));
        StepReport report = Figures();
        double entropy = _workers.Take(_sharing).Sum(worker => worker.Sums.Entropy);
        LossTerms terms = report.Loss with { Total = report.Loss.Total - entropyWeight * entropy };
        return _descent.Step(report with { Loss = terms, MoveEntropy = entropy }, _sharing, learningRate);
    }

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(Batch batch, RolloutNoise noise)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        return MeasureGradients(terms => Differentiate(batch, noise, terms));
    }

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(CatchGame games, EpisodeNoise noise)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        PlayToTheEnd(games, noise, null);
        return MeasureGradients(DifferentiateGames);
    }

    /// <inheritdoc/>
    public BatchTrace Look(Batch batch, RolloutNoise noise)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        TakeOn(batch, noise);
        noise.RequireOneFor(batch.Count);
        BatchTrace trace = BatchTrace.Of(noise.Glimpses, batch.Count, Model.Classes);
        _crew.Run(worker => _workers[worker].Look(batch, ShareOf(worker), noise, trace), _sharing);
        return trace;
    }

    /// <inheritdoc/>
    public BatchTrace Play(CatchGame games, EpisodeNoise noise, Action<ReadOnlyMemory<CatchMove>>? watch = null)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        PlayToTheEnd(games, noise, watch);
        BatchTrace trace = BatchTrace.Of(_noise.Glimpses, games.Count, Model.Classes);
        _crew.Run(worker => _workers[worker].Conclude(_noise, _games.ShareOf(worker).First, trace), _sharing);
        return trace;
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveWeights()
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _weights.Save(_weights.Values);
    }

    /// <inheritdoc/>
    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        ObjectDisposedException.ThrowIf(_disposed, this);
        _weights.Fill(_weights.Values, _weights.Find(weights));
        _crew.Run(_refresh, _crew.Workers);
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveOptimiser()
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _descent.Save();
    }

    /// <inheritdoc/>
    public void LoadOptimiser(IReadOnlyList<NamedTensor> state)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        ObjectDisposedException.ThrowIf(_disposed, this);
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
        foreach (RolloutWorker worker in _workers)
        {
            worker.Dispose();
        }
        _descent.Dispose();
        _weights.Dispose();
    }

    private static ModelOptions Covered(ModelOptions model) => Covers(model)
        ? model
        : throw new OptionException(
            "The fast engine computes attention models without batch normalisation, and this is another; leave out --engine, or give --engine torch: TorchSharp computes every model.");

    /// <summary>Takes a batch on, to be cut into the workers' shares.</summary>
    private void TakeOn(Batch batch, RolloutNoise noise)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(noise);
        if (batch.Size.Channels != Model.Channels || batch.Count == 0 || noise.Rows % batch.Count != 0)
        {
            throw new ArgumentException(
                $"A batch of {batch.Count} images of {batch.Size} with noise for {noise.Rows} rollouts; the model looks at images of {Model.Channels} channels, each with the same number of rollouts.");
        }
        (_batch, _noise) = (batch, noise);
        _sharing = Math.Min(_crew.Workers, batch.Count);
    }

    /// <summary>A worker's share of the batch.</summary>
    private Share ShareOf(int worker) => Share.Of(_batch.Count, worker, _sharing);

    private void Learn(int worker) => _workers[worker].Learn(_batch, ShareOf(worker), _noise, _terms);

    private void PlayToTheEnd(CatchGame games, EpisodeNoise noise, Action<ReadOnlyMemory<CatchMove>>? watch)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(games);
        ArgumentNullException.ThrowIfNull(noise);
        noise.RequireFor(games);
        _noise = noise.Glimpses;
        _sharing = Math.Min(_crew.Workers, games.Count);
        _games = new GamesUnderWay(games, noise, _sharing);
        for (int worker = 0; worker < _sharing; worker++)
        {
            _workers[worker].Begin(_noise, _games.ShareOf(worker).Count, games.ScreenSize);
        }
        while (!games.Ended)
        {
            _crew.Run(_play, _sharing);
            _games.Step(watch);
        }
    }

    /// <summary>Every worker's gradient of a loss.</summary>
    private void Differentiate(Batch batch, RolloutNoise noise, TermWeights terms)
    {
        TakeOn(batch, noise);
        _terms = terms;
        _crew.Run(_learn, _sharing);
    }

    /// <summary>Every worker's gradient of the games that were played.</summary>
    private void DifferentiateGames(TermWeights terms)
    {
        _terms = terms;
        _crew.Run(_learnGames, _sharing);
    }

    private List<GradientNorm> MeasureGradients(Action<TermWeights> differentiate)
    {
        LossOptions loss = _options.Loss;
        List<GradientNorm> norms = [];
        foreach ((string term, TermWeights weights) in ((string, TermWeights)[])
            [("action", new(1, 0, 0)), ("baseline", new(0, loss.BaselineWeight, 0)), ("location", new(0, 0, loss.LocationWeight))])
        {
            differentiate(weights);
            norms.AddRange(_descent.Norms(term, _sharing, Networks));
        }
        return norms;
    }

    private StepReport Figures() =>
        LossSums.Report(_workers.AsSpan(0, _sharing), _noise.Rows, _workers[0].FirstDecision(_noise), _noise.Glimpses, _options.Loss);
}
