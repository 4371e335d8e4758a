using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Geometry;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Fast;

/// <summary>
/// The engine of the nets to compare with that needs no libtorch: the twin of <see cref="ComparisonEngine"/>, with the
/// kernels, the workers and the optimiser of <see cref="FastEngine"/>. The same number of threads gives the same bits.
/// </summary>
public sealed class FastComparisonEngine : ITrainingEngine
{
    private readonly ImageSize _size;
    private readonly NetworkWeights _weights;
    private readonly Crew _crew;
    private readonly ComparisonWorker[] _workers;
    private readonly Descent _descent;
    private readonly Lock _oneCaller = new();
    private readonly Action<int> _refresh;
    private readonly Action<int> _learn;
    private Batch _batch = null!;
    private int _sharing;
    private bool _disposed;

    /// <summary>Makes an engine for a new net.</summary>
    /// <param name="model">The net and the size of its images.</param>
    /// <param name="training">The optimiser; the options of the hybrid loss have no influence.</param>
    /// <param name="key">Where the first weights come from.</param>
    /// <param name="threads">How many cores share the work, 1 to 1024.</param>
    /// <exception cref="OptionException">The model is an attention model, the net has no layer of that size, or there are too few or too many threads.</exception>
    public FastComparisonEngine(ModelOptions model, TrainingOptions training, RandomKey key, int threads)
        : this(Checked(model), training, FirstWeights.Draw(model, key), threads)
    {
    }

    private FastComparisonEngine(ModelOptions model, TrainingOptions training, IReadOnlyList<NamedTensor> weights, int threads)
    {
        ArgumentNullException.ThrowIfNull(training);
        _ = Require.Between(threads, 1, 1024, nameof(threads));
        (Model, _size) = (model, model.Comparison.ImageSize(model.Channels));
        ComparisonLayers layers = new(model);
        _weights = new NetworkWeights(layers);
        // What may fail comes before there are threads to end.
        _weights.Fill(_weights.Values, _weights.Find(weights));
        _weights.Refresh(0, 1);
        _crew = new Crew(threads);
        _workers = [.. Enumerable.Range(0, threads).Select(_ => new ComparisonWorker(model, layers, _weights))];
        _descent = new Descent(_weights, training.Optimiser, _crew, _workers);
        _refresh = worker => _weights.Refresh(worker, _crew.Workers);
        _learn = Learn;
    }

    /// <summary>An engine that holds a trained net.</summary>
    /// <param name="file">The net.</param>
    /// <param name="threads">How many cores share the work, 1 to 1024.</param>
    /// <exception cref="SaccadeException">The file's weights are not those of its options.</exception>
    /// <exception cref="OptionException">The model is an attention model, or there are too few or too many threads.</exception>
    public static FastComparisonEngine ForModel(ModelFile file, int threads)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(Checked(file.Model), new TrainingOptions(), file.Weights, threads);
    }

    /// <inheritdoc/>
    public ModelOptions Model { get; }

    /// <inheritdoc/>
    public StepReport Step(Batch batch, RolloutNoise noise, double learningRate)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        TakeOn(batch);
        _crew.Run(_learn, _sharing);
        double loss = 0, right = 0;
        foreach (ComparisonWorker worker in _workers.AsSpan(0, _sharing))
        {
            loss += worker.Loss;
            right += worker.Right;
        }
        StepReport report = new() { Loss = new(loss, Baseline: 0, Location: 0, Total: loss), Reward = right / batch.Count, LocationVariance = 0 };
        return _descent.Step(report, _sharing, learningRate);
    }

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(Batch batch, RolloutNoise noise)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        TakeOn(batch);
        _crew.Run(_learn, _sharing);
        return [.. _descent.Norms("action", _sharing, _weights.Layers.All.Select(layer => layer.Parts[0].Name))];
    }

    /// <summary>Names each image of a batch: one look at its centre, the baseline expecting nothing.</summary>
    /// <exception cref="ArgumentException">The noise is for another number of images or glimpses.</exception>
    /// <exception cref="SaccadeException">The images are not of the net's size.</exception>
    public BatchTrace Look(Batch batch, RolloutNoise noise)
    {
        using Lock.Scope caller = _oneCaller.EnterScope();
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(noise);
        WholeImages.RequireOneLook(batch, noise);
        TakeOn(batch);
        BatchTrace trace = BatchTrace.Of(glimpses: 1, batch.Count, Model.Classes);
        _crew.Run(worker => _workers[worker].Name(batch, ShareOf(worker), trace.Probabilities), _sharing);
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
        foreach (ComparisonWorker worker in _workers)
        {
            worker.Dispose();
        }
        _descent.Dispose();
        _weights.Dispose();
    }

    private static ModelOptions Checked(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Check();
        return model.Kind != ModelKind.Attention
            ? model
            : throw new OptionException("model.kind was attention; a net to compare with may be fully-connected or convolutional.");
    }

    private void TakeOn(Batch batch)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(batch);
        WholeImages.Require(batch, _size);
        _batch = batch;
        _sharing = Math.Min(_crew.Workers, batch.Count);
    }

    /// <summary>A worker's share of the batch.</summary>
    private Share ShareOf(int worker) => Share.Of(_batch.Count, worker, _sharing);

    private void Learn(int worker)
    {
        Share share = ShareOf(worker);
        _workers[worker].Look(_batch, share.First, share.Count);
        _workers[worker].Learn(_batch.Labels[share.First..share.End], _batch.Count);
    }
}
