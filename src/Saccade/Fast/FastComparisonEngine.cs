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
    private readonly string[] _networks;
    private readonly TrainableNetwork<ComparisonWorker> _trained;
    private readonly Action<ComparisonWorker, int> _learn;
    private Batch _batch = null!;

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
        (Model, _size) = (model, model.Comparison.ImageSize(model.Channels));
        ComparisonLayers layers = new(model);
        _networks = [.. layers.All.Select(layer => layer.Parts[0].Name)];
        _trained = new(layers, training.Optimiser, weights, threads, made => new ComparisonWorker(model, layers, made));
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
        using Lock.Scope caller = _trained.Enter();
        TakeOn(batch);
        _trained.Run(Learned.Length, _learn);
        double loss = 0, right = 0;
        foreach (ComparisonWorker worker in Learned)
        {
            loss += worker.Loss;
            right += worker.Right;
        }
        right /= batch.Count;
        StepReport report = new() { Loss = new(loss, Baseline: 0, Location: 0, Total: loss), Accuracy = right, Reward = right, LocationVariance = 0 };
        return _trained.Descend(report, Learned, learningRate);
    }

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(Batch batch, RolloutNoise noise)
    {
        using Lock.Scope caller = _trained.Enter();
        TakeOn(batch);
        _trained.Run(Learned.Length, _learn);
        return [.. _trained.GradientNorms("action", Learned, _networks)];
    }

    /// <summary>Names each image of a batch: one look at its centre, the baseline expecting nothing.</summary>
    /// <exception cref="ArgumentException">The noise is for another number of images or glimpses.</exception>
    /// <exception cref="SaccadeException">The images are not of the net's size.</exception>
    public BatchTrace Look(Batch batch, RolloutNoise noise)
    {
        using Lock.Scope caller = _trained.Enter();
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(noise);
        WholeImages.RequireOneLook(batch, noise);
        TakeOn(batch);
        BatchTrace trace = BatchTrace.Of(glimpses: 1, batch.Count, Model.Classes);
        _trained.Run(batch.Count, ComparisonWorker.Handful, (worker, images) => worker.Name(batch, images, trace.Probabilities));
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
    public void Dispose() => _trained.Dispose();

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
        ArgumentNullException.ThrowIfNull(batch);
        WholeImages.Require(batch, _size);
        _batch = batch;
    }

    /// <summary>The workers that learn from the batch, each from a share of it.</summary>
    private ReadOnlySpan<ComparisonWorker> Learned => _trained.Workers[.._trained.WorkersFor(_batch.Count)];

    private void Learn(ComparisonWorker worker, int index)
    {
        Share share = Share.Of(_batch.Count, index, Learned.Length);
        worker.Look(_batch, share.First, share.Count);
        worker.Learn(_batch.Labels[share.First..share.End], _batch.Count);
    }
}
