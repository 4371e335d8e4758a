using System.Numerics;
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
/// in the workers' order, so that the same number of threads gives the same bits. For one caller at a time.
/// </summary>
public sealed class FastEngine : IGameEngine
{
    private static readonly string[] Networks = ["glimpse", "core", "location", "action", "baseline"];

    private readonly TrainingOptions _options;
    private readonly NetworkWeights _weights;
    private readonly FastOptimiser _optimiser;
    private readonly Crew _crew;
    private readonly RolloutWorker[] _workers;
    private readonly double[] _squares;
    private readonly Action<int> _refresh;
    private readonly Action<int> _learn;
    private readonly Action<int> _look;
    private readonly Action<int> _play;
    private readonly Action<int> _learnGames;
    private readonly Action<int> _add;
    private readonly Action<int> _move;
    private Batch _batch = null!;
    private RolloutNoise _noise = null!;
    private GamesUnderWay _games = null!;
    private TermWeights _terms;
    private int _sharing;
    private double _scale;
    private double _learningRate;

    /// <summary>Makes an engine for a new model.</summary>
    /// <param name="model">The model, one that this engine <see cref="Covers"/>.</param>
    /// <param name="training">Loss and optimiser.</param>
    /// <param name="key">Where the first weights come from.</param>
    /// <param name="threads">How many cores share the work, 1 to 1024.</param>
    /// <exception cref="OptionException">The engine does not cover the model, or there are too few or too many threads.</exception>
    public FastEngine(ModelOptions model, TrainingOptions training, RandomKey key, int threads)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(training);
        if (!Covers(model))
        {
            throw new OptionException("The fast engine covers attention models without batch normalisation; train this one with the TorchSharp engine.");
        }
        _ = Require.Between(threads, 1, 1024);
        (Model, _options) = (model, training);
        _weights = new NetworkWeights(new NetworkLayers(model));
        _optimiser = new FastOptimiser(_weights, training.Optimiser);
        _crew = new Crew(threads);
        _workers = [.. Enumerable.Range(0, threads).Select(_ => new RolloutWorker(model, training.Loss, _weights))];
        _squares = new double[threads];
        _refresh = worker => _weights.Refresh(worker, _crew.Workers);
        _learn = Learn;
        _look = worker => Look(_workers[worker], worker);
        _play = worker => _games.Play(_workers[worker], worker);
        _learnGames = worker => _games.Learn(_workers[worker], worker, _terms);
        _add = AddGradients;
        _move = Move;
        LoadWeights(FirstWeights.Draw(model, key));
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
    public static FastEngine ForModel(ModelFile file, int threads)
    {
        ArgumentNullException.ThrowIfNull(file);
        FastEngine engine = new(file.Model, new TrainingOptions(), default, threads);
        engine.LoadWeights(file.Weights);
        return engine;
    }

    /// <inheritdoc/>
    public ModelOptions Model { get; }

    /// <inheritdoc/>
    public StepReport Step(Batch batch, RolloutNoise noise, double learningRate)
    {
        LossOptions loss = _options.Loss;
        Differentiate(batch, noise, new(1, loss.BaselineWeight, loss.LocationWeight));
        return Descend(Report(noise), learningRate);
    }

    /// <inheritdoc/>
    public StepReport Step(CatchGame games, EpisodeNoise noise, double learningRate)
    {
        LossOptions loss = _options.Loss;
        double entropy = games.Options.EntropyWeight;
        Differentiate(games, noise, new(1, loss.BaselineWeight, loss.LocationWeight, entropy));
        StepReport report = Report(noise.Glimpses);
        double chosen = _workers.Take(_sharing).Sum(worker => worker.Sums.Entropy);
        LossTerms terms = report.Loss with { Total = report.Loss.Total - entropy * chosen };
        return Descend(report with { Loss = terms, MoveEntropy = chosen }, learningRate);
    }

    /// <summary>Moves the weights against the gradient, unless the loss is not a number any more.</summary>
    private StepReport Descend(StepReport report, double learningRate)
    {
        double length = AddedLength();
        if (!double.IsFinite(report.Loss.Total))
        {
            return report;
        }
        if (!double.IsFinite(length))
        {
            throw new SaccadeException(FlatParameters.GradientBecame(length));
        }
        double longest = _options.Optimiser.ClipNorm;
        _scale = longest > 0 && length > longest ? longest / length : 1;
        _learningRate = learningRate;
        _optimiser.Begin();
        _crew.Run(_move, _crew.Workers);
        _crew.Run(_refresh, _crew.Workers);
        return report;
    }

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(Batch batch, RolloutNoise noise) =>
        MeasureGradients(terms => Differentiate(batch, noise, terms));

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(CatchGame games, EpisodeNoise noise)
    {
        Play(games, noise, null);
        return MeasureGradients(terms =>
        {
            _terms = terms;
            _crew.Run(_learnGames, _sharing);
        });
    }

    private List<GradientNorm> MeasureGradients(Action<TermWeights> differentiate)
    {
        LossOptions loss = _options.Loss;
        List<GradientNorm> norms = [];
        foreach ((string term, TermWeights weights) in ((string, TermWeights)[])
            [("action", new(1, 0, 0)), ("baseline", new(0, loss.BaselineWeight, 0)), ("location", new(0, 0, loss.LocationWeight))])
        {
            differentiate(weights);
            _ = AddedLength();
            norms.AddRange(Networks.Select(network => new GradientNorm(network, term, NormOf(network))));
        }
        return norms;
    }

    /// <inheritdoc/>
    public BatchTrace Look(Batch batch, RolloutNoise noise)
    {
        Share(batch, noise);
        (int images, int glimpses) = (batch.Count, noise.Glimpses);
        _crew.Run(_look, _sharing);
        return Trace(images, glimpses);
    }

    /// <inheritdoc/>
    public BatchTrace Play(CatchGame games, EpisodeNoise noise, Action<ReadOnlyMemory<CatchMove>>? watch = null)
    {
        ArgumentNullException.ThrowIfNull(games);
        ArgumentNullException.ThrowIfNull(noise);
        noise.RequireFor(games);
        _sharing = Math.Min(_crew.Workers, games.Count);
        _games = new GamesUnderWay(games, noise, _sharing);
        for (int worker = 0; worker < _sharing; worker++)
        {
            _workers[worker].Begin(noise.Glimpses, _games.First(worker + 1) - _games.First(worker), games.ScreenSize);
        }
        while (!games.Ended)
        {
            _crew.Run(_play, _sharing);
            _games.Step(watch);
        }
        foreach (RolloutWorker worker in _workers.AsSpan(0, _sharing))
        {
            worker.Conclude(noise.Glimpses.Glimpses);
        }
        return Trace(games.Count, noise.Glimpses.Glimpses);
    }

    /// <summary>What all workers' rollouts left behind.</summary>
    private BatchTrace Trace(int images, int glimpses)
    {
        int classes = Model.Classes;
        int first = 0;
        BatchTrace trace = new()
        {
            Locations = new float[glimpses * images * 2],
            Probabilities = new float[glimpses * images * classes],
            Baselines = new float[glimpses * images],
        };
        for (int worker = 0; worker < _sharing; worker++)
        {
            RolloutTracks tracks = _workers[worker].Tracks;
            for (int t = 0; t < glimpses; t++)
            {
                for (int i = 0; i < tracks.Rollouts; i++)
                {
                    int row = t * images + first + i;
                    tracks.Place[t].Row(i)[..2].CopyTo(trace.Locations.AsSpan(2 * row));
                    System.Numerics.Tensors.TensorPrimitives.SoftMax(tracks.Scores[t + 1].Row(i)[..classes], trace.Probabilities.AsSpan(row * classes, classes));
                    trace.Baselines[row] = tracks.Baselines[t + 1].Row(i)[0];
                }
            }
            first += tracks.Rollouts;
        }
        return trace;
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveWeights() => _weights.Save(_weights.Values);

    /// <inheritdoc/>
    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
        _weights.Load(weights, _weights.Values);
        _crew.Run(_refresh, _crew.Workers);
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveOptimiser() => _optimiser.Save();

    /// <inheritdoc/>
    public void LoadOptimiser(IReadOnlyList<NamedTensor> state) => _optimiser.Load(state);

    /// <summary>Ends the workers and frees weights and buffers.</summary>
    public void Dispose()
    {
        _crew.Dispose();
        foreach (RolloutWorker worker in _workers)
        {
            worker.Dispose();
        }
        _optimiser.Dispose();
        _weights.Dispose();
    }

    /// <summary>Every worker's gradient of a loss.</summary>
    private void Differentiate(Batch batch, RolloutNoise noise, TermWeights terms)
    {
        Share(batch, noise);
        _terms = terms;
        _crew.Run(_learn, _sharing);
    }

    /// <summary>Plays games, and every worker's gradient of what came of it.</summary>
    private void Differentiate(CatchGame games, EpisodeNoise noise, TermWeights terms)
    {
        Play(games, noise, null);
        _terms = terms;
        _crew.Run(_learnGames, _sharing);
    }

    private void Share(Batch batch, RolloutNoise noise)
    {
        if (batch.Size.Channels != Model.Channels || batch.Count == 0 || noise.Rows % batch.Count != 0)
        {
            throw new ArgumentException(
                $"A batch of {batch.Count} images of {batch.Size} with noise for {noise.Rows} rollouts; the model looks at images of {Model.Channels} channels, each with the same number of rollouts.");
        }
        (_batch, _noise) = (batch, noise);
        _sharing = Math.Min(_crew.Workers, batch.Count);
    }

    /// <summary>The first image of a worker's share.</summary>
    private int First(int worker) => (int)((long)_batch.Count * worker / _sharing);

    private void Learn(int worker)
    {
        (int first, int end) = (First(worker), First(worker + 1));
        _workers[worker].Roll(_batch, first, end - first, _noise);
        _workers[worker].Learn(_batch.Labels[first..end], _noise, _terms);
    }

    private void Look(RolloutWorker share, int worker)
    {
        share.Roll(_batch, First(worker), First(worker + 1) - First(worker), _noise);
        share.Conclude(_noise.Glimpses);
    }

    /// <summary>Adds all gradients to the first worker's; gives the length of the sum.</summary>
    private double AddedLength()
    {
        _crew.Run(_add, _crew.Workers);
        return Math.Sqrt(_squares.Sum());
    }

    private unsafe void AddGradients(int worker)
    {
        float* sum = _workers[0].Gradient.Start;
        (long from, long to) = Slice(worker);
        Vector<float> squares = Vector<float>.Zero;
        for (long at = from; at < to; at += Vector<float>.Count)
        {
            Vector<float> gradient = Vector.Load(sum + at);
            for (int other = 1; other < _sharing; other++)
            {
                gradient += Vector.Load(_workers[other].Gradient.Start + at);
            }
            gradient.Store(sum + at);
            squares += gradient * gradient;
        }
        _squares[worker] = Vector.Sum(squares);
    }

    private void Move(int worker)
    {
        (long from, long to) = Slice(worker);
        _optimiser.Step(_workers[0].Gradient, from, to, _scale, _learningRate);
    }

    /// <summary>A worker's slice of the vector of all weights, whole panels.</summary>
    private (long From, long To) Slice(int worker)
    {
        long panels = _weights.Layers.Length / MatrixKernel.PanelWidth;
        return (panels * worker / _crew.Workers * MatrixKernel.PanelWidth, panels * (worker + 1) / _crew.Workers * MatrixKernel.PanelWidth);
    }

    private double NormOf(string network)
    {
        double squares = 0;
        foreach (NamedTensor part in _weights.Save(_workers[0].Gradient).Where(part => part.Name.StartsWith(network + ".", StringComparison.Ordinal)))
        {
            squares += part.Values.Sum(value => (double)value * value);
        }
        return Math.Sqrt(squares);
    }

    private StepReport Report(RolloutNoise noise)
    {
        LossOptions options = _options.Loss;
        double action = 0, baseline = 0, location = 0, reward = 0, variance = 0;
        for (int worker = 0; worker < _sharing; worker++)
        {
            LossSums sums = _workers[worker].Sums;
            action += sums.Action;
            baseline += sums.Baseline;
            location += sums.Location;
            reward += sums.Reward;
        }
        int first = _workers[0].FirstDecision(noise);
        for (int at = 2 * first; at < 2 * noise.Glimpses; at++)
        {
            double mean = 0, square = 0;
            for (int worker = 0; worker < _sharing; worker++)
            {
                mean += _workers[worker].Sums.Means[at] / noise.Rows;
                square += _workers[worker].Sums.Squares[at] / noise.Rows;
            }
            variance += Math.Max(0, square - mean * mean) / (noise.Glimpses - first);
        }
        return new()
        {
            Loss = new(action, baseline, location, action + baseline * options.BaselineWeight + location * options.LocationWeight),
            Reward = reward / noise.Rows,
            LocationVariance = variance,
        };
    }
}
