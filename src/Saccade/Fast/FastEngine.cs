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
/// libtorch. Each worker takes its <see cref="Portion"/> of a batch from the first glimpse to the gradient; then the gradients
/// are added, in the workers' order, so that the same number of threads gives the same bits. From a small batch the workers learn
/// together (<see cref="Team"/>), which gives the weights that one thread gets from a single handful. Callers on several threads wait for each
/// other; engines of their own from the same model file let them look at once.
/// </summary>
public sealed class FastEngine : IGameEngine
{
    private static readonly string[] Networks = ["glimpse", "core", "location", "action", "baseline"];

    // With fewer rollouts each, and no more than so many in all, workers apart would spend their time on fetching all
    // weights and adding up gradients.
    private const int FewEach = 16;
    private const int FewInAll = 64;

    private readonly TrainingOptions _options;
    private readonly TrainableNetwork<RolloutWorker> _trained;
    private readonly Team _team;
    private readonly RolloutRoom _room;
    private readonly Portions _apart;
    private readonly Portions _joint;
    private readonly Action<RolloutWorker, int> _learn;
    private readonly Action<RolloutWorker, int> _learnTogether;
    private readonly Action<RolloutWorker, int> _play;
    private readonly Action<RolloutWorker, int> _learnGames;
    private Batch _batch = null!;
    private RolloutNoise _noise = null!;
    private GamesUnderWay _games = null!;
    private TermWeights _terms;
    private bool _together;

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
        (Model, _options) = (model, training);
        AttentionLayers layers = new(model);
        // A member without a panel of the core would only be waited for.
        _team = new Team(Math.Clamp(threads, 1, layers.Core.PanelCount));
        _room = new RolloutRoom(model);
        _trained = new(
            layers, training.Optimiser, weights, threads,
            made => new RolloutWorker(model, training.Loss, layers, made, new RolloutRoom(model), Member.Alone()),
            made => Enumerable.Range(0, _team.Members).Select(index => new RolloutWorker(model, training.Loss, layers, made, _room, new Member(_team, index))));
        (_apart, _joint) = (new(layers, threads, direct: threads == 1), new(layers, _team.Members, direct: true));
        (_learn, _learnTogether, _play, _learnGames) = (Learn, LearnTogether, Play, LearnGames);
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
        using Lock.Scope caller = _trained.Enter();
        LossOptions loss = _options.Loss;
        Differentiate(batch, noise, new(1, loss.BaselineWeight, loss.LocationWeight));
        return _trained.Descend(Report((_together ? _joint : _apart).Sum(_noise.Glimpses)), Learned, learningRate);
    }

    /// <inheritdoc/>
    public StepReport Step(CatchGame games, EpisodeNoise noise, double learningRate)
    {
        using Lock.Scope caller = _trained.Enter();
        ArgumentNullException.ThrowIfNull(games);
        LossOptions loss = _options.Loss;
        double entropyWeight = games.Options.EntropyWeight;
        PlayToTheEnd(games, noise, null);
        DifferentiateGames(new(1, loss.BaselineWeight, loss.LocationWeight, entropyWeight));
        LossSums sums = _apart.Sum(_noise.Glimpses);
        (StepReport report, double entropy) = (Report(sums), sums.Entropy);
        LossTerms terms = report.Loss with { Total = report.Loss.Total - entropyWeight * entropy };
        return _trained.Descend(report with { Loss = terms, MoveEntropy = entropy }, Learned, learningRate);
    }

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(Batch batch, RolloutNoise noise)
    {
        using Lock.Scope caller = _trained.Enter();
        return MeasureGradients(terms => Differentiate(batch, noise, terms));
    }

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(CatchGame games, EpisodeNoise noise)
    {
        using Lock.Scope caller = _trained.Enter();
        PlayToTheEnd(games, noise, null);
        return MeasureGradients(DifferentiateGames);
    }

    /// <inheritdoc/>
    public BatchTrace Look(Batch batch, RolloutNoise noise)
    {
        using Lock.Scope caller = _trained.Enter();
        TakeOn(batch, noise);
        noise.RequireOneFor(batch.Count);
        BatchTrace trace = BatchTrace.Of(noise.Glimpses, batch.Count, Model.Classes);
        _trained.Run(batch.Count, RolloutWorker.Handful, (worker, images) => worker.Look(batch, images, noise, trace));
        return trace;
    }

    /// <inheritdoc/>
    public BatchTrace Play(CatchGame games, EpisodeNoise noise, Action<ReadOnlyMemory<CatchMove>>? watch = null)
    {
        using Lock.Scope caller = _trained.Enter();
        PlayToTheEnd(games, noise, watch);
        BatchTrace trace = BatchTrace.Of(_noise.Glimpses, games.Count, Model.Classes);
        _trained.Run(_apart.All.Length, (worker, index) => worker.Conclude(_noise, _apart[index].ThingsOf(0).First, trace));
        return trace;
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveWeights() => _trained.SaveWeights();

    /// <inheritdoc/>
    public void LoadWeights(IReadOnlyList<NamedTensor> weights) => _trained.LoadWeights(weights);

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveOptimiser() => _trained.SaveOptimiser();

    /// <inheritdoc/>
    public void LoadOptimiser(IReadOnlyList<NamedTensor> state) => _trained.LoadOptimiser(state);

    /// <summary>Ends the workers and frees weights and buffers.</summary>
    public void Dispose()
    {
        _trained.Dispose();
        _room.Dispose();
        _apart.Dispose();
        _joint.Dispose();
    }

    private static ModelOptions Covered(ModelOptions model) => Covers(model)
        ? model
        : throw new OptionException(
            "The fast engine computes attention models without batch normalisation, and this is another; leave out --engine, or give --engine torch: TorchSharp computes every model.");

    private void TakeOn(Batch batch, RolloutNoise noise)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(noise);
        if (batch.Size.Channels != Model.Channels || batch.Count == 0 || noise.Rows % batch.Count != 0)
        {
            throw new ArgumentException(
                $"A batch of {batch.Count} images of {batch.Size} with noise for {noise.Rows} rollouts; the model looks at images of {Model.Channels} channels, each with the same number of rollouts.");
        }
        (_batch, _noise) = (batch, noise);
    }

    private void PlayToTheEnd(CatchGame games, EpisodeNoise noise, Action<ReadOnlyMemory<CatchMove>>? watch)
    {
        ArgumentNullException.ThrowIfNull(games);
        ArgumentNullException.ThrowIfNull(noise);
        noise.RequireFor(games);
        _noise = noise.Glimpses;
        _games = new GamesUnderWay(games, noise);
        _together = false;
        _apart.Cut(games.Count, _noise);
        _trained.Run(_apart.All.Length, (worker, index) => worker.Begin(_noise, _apart[index].ThingsOf(0).Count, each: 1, games.ScreenSize));
        while (!games.Ended)
        {
            _trained.Run(_apart.All.Length, _play);
            _games.Step(watch);
        }
    }

    /// <summary>The gradient of a loss, in portions.</summary>
    private void Differentiate(Batch batch, RolloutNoise noise, TermWeights terms)
    {
        TakeOn(batch, noise);
        _terms = terms;
        _together = _team.Members > 1 && noise.Rows <= FewInAll && noise.Rows < FewEach * _trained.Workers.Length;
        if (_together)
        {
            _joint.Join(batch.Count, noise);
            _room.TakeOn(noise.Glimpses, noise.Rows);
            _room.PrepareToLearn();
            _team.Begin();
            _trained.RunTeam(_learnTogether);
        }
        else
        {
            _apart.Cut(batch.Count, noise, RolloutWorker.Handful);
            _trained.Run(_apart.All.Length, _learn);
        }
    }

    /// <summary>The gradient of the games that were played, in portions.</summary>
    private void DifferentiateGames(TermWeights terms)
    {
        _terms = terms;
        _trained.Run(_apart.All.Length, _learnGames);
    }

    private void Learn(RolloutWorker worker, int index)
    {
        while (_apart.Take(index, out Portion portion, out int handful, out bool helps))
        {
            worker.Learn(_batch, portion.ThingsOf(handful), _noise, _terms, portion.SumsOf(handful));
            portion.Keep(handful, worker.Learned, helps);
        }
    }

    private void LearnTogether(RolloutWorker member, int index)
    {
        Portion portion = _joint[index];
        member.Learn(_batch, portion.ThingsOf(0), _noise, _terms, portion.SumsOf(0));
        portion.Keep(0, member.Learned);
    }

    private void Play(RolloutWorker worker, int index) => _games.Play(worker, _apart[index].ThingsOf(0));

    private void LearnGames(RolloutWorker worker, int index)
    {
        Portion portion = _apart[index];
        _games.Learn(worker, portion.ThingsOf(0), _terms, portion.SumsOf(0));
        portion.Keep(0, worker.Learned);
    }

    /// <summary>The portions from which the gradient is to be had: of a team's, any one.</summary>
    private ReadOnlySpan<Portion> Learned => _together ? _joint.All[..1] : _apart.All;

    private List<GradientNorm> MeasureGradients(Action<TermWeights> differentiate)
    {
        LossOptions loss = _options.Loss;
        List<GradientNorm> norms = [];
        foreach ((string term, TermWeights weights) in ((string, TermWeights)[])
            [("action", new(1, 0, 0)), ("baseline", new(0, loss.BaselineWeight, 0)), ("location", new(0, 0, loss.LocationWeight))])
        {
            differentiate(weights);
            norms.AddRange(_trained.GradientNorms(term, Learned, Networks));
        }
        return norms;
    }

    private StepReport Report(LossSums sums) =>
        sums.Report(_noise.Rows, ForwardPass.FirstDecision(Model, _noise), _options.Loss);
}
