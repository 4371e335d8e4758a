using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>The engine on TorchSharp: readable, differentiated automatically, and open to networks of your own.</summary>
public sealed class TorchEngine : ITrainingEngine
{
    private readonly RecurrentAttentionModel _model;
    private readonly LossOptions _loss;
    private readonly GradientReach _reach;
    private readonly FlatParameters _parameters;
    private readonly TorchOptimiser _optimiser;

    /// <summary>Makes an engine that trains a model and disposes of it in the end.</summary>
    /// <param name="model">The model; its weights are moved into one vector.</param>
    /// <param name="options">Loss and optimiser.</param>
    public TorchEngine(RecurrentAttentionModel model, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        (_model, _loss) = (model, options.Loss);
        _reach = new(options.Loss.LocationReachesCore, options.Loss.BaselineReachesCore);
        _parameters = new FlatParameters(model);
        _optimiser = new TorchOptimiser(_parameters, options.Optimiser);
    }

    /// <summary>An engine that holds a trained model, to look with.</summary>
    /// <exception cref="Runtime.SaccadeException">The file's weights are not those of its options.</exception>
    public static TorchEngine ForModel(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        TorchEngine engine = new(new RecurrentAttentionModel(file.Model, default), new TrainingOptions());
        engine.LoadWeights(file.Weights);
        return engine;
    }

    /// <summary>Sets how many threads TorchSharp computes with, in the whole process.</summary>
    public static void UseThreads(int threads)
    {
        Runtime.NativeTorch.Load();
        set_num_threads(threads);
    }

    /// <inheritdoc/>
    public ModelOptions Model => _model.Options;

    /// <inheritdoc/>
    public StepReport Step(Batch batch, RolloutNoise noise, double learningRate) =>
        Step(noise.Rows, learningRate, () => Forward(batch, noise));

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(Batch batch, RolloutNoise noise) =>
        MeasureGradients(() => Forward(batch, noise));

    /// <summary>The networks, for whoever rolls them out in another way.</summary>
    internal RecurrentAttentionModel Network => _model;

    /// <summary>One step of the optimiser against the loss of N rollouts.</summary>
    internal StepReport Step(int rows, double learningRate, Func<(Rollout Rollout, HybridLoss Loss)> forward)
    {
        using DisposeScope scope = NewDisposeScope();
        // A single rollout has no variance: batch normalisation would make its running statistics NaN for ever.
        _model.train(rows > 1);
        _parameters.Gradient.zero_();
        (Rollout rollout, HybridLoss loss) = forward();
        loss.Total.backward();
        _optimiser.Step(learningRate);
        return new()
        {
            Loss = new(loss.Action.ToDouble(), loss.Baseline.ToDouble(), loss.Location.ToDouble(), loss.Total.ToDouble()),
            Reward = loss.Reward.mean().ToDouble(),
            MoveEntropy = loss.Entropy?.ToDouble(),
            LocationVariance = rollout.Means is null ? 0 : rollout.Means.detach().flatten(0, 1).var(0, unbiased: false).sum().ToDouble(),
        };
    }

    /// <summary>The gradient norms of a loss; the weights stay as they are.</summary>
    internal IReadOnlyList<GradientNorm> MeasureGradients(Func<(Rollout Rollout, HybridLoss Loss)> forward)
    {
        using DisposeScope scope = NewDisposeScope();
        // Running statistics of batch normalisation must stay as they are.
        _model.eval();
        (_, HybridLoss loss) = forward();
        List<GradientNorm> norms = [];
        foreach ((string term, Tensor value) in loss.Weighted(_loss))
        {
            _parameters.Gradient.zero_();
            if (value.requires_grad)
            {
                value.backward(retain_graph: true);
            }
            foreach ((string network, _) in _model.Networks)
            {
                norms.Add(new(network, term, _parameters.GradientNorm(network + ".")));
            }
        }
        return norms;
    }

    /// <inheritdoc/>
    public BatchTrace Look(Batch batch, RolloutNoise noise)
    {
        using IDisposable undifferentiated = no_grad();
        using DisposeScope scope = NewDisposeScope();
        _model.eval();
        Rollout rollout = _model.Unroll(batch.Pixels, batch.Size, noise);
        return new()
        {
            Locations = TorchTensors.ToArray(rollout.Locations),
            Probabilities = TorchTensors.ToArray(nn.functional.softmax(_model.Act(rollout.Hidden), -1)),
            Baselines = TorchTensors.ToArray(_model.Judge(rollout.Hidden)),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveWeights() => [.. Weights().Select(w => TorchTensors.Save(w.Name, w.Value))];

    /// <inheritdoc/>
    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
        foreach ((string name, Tensor value) in Weights())
        {
            TorchTensors.Load(weights, name, value);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveOptimiser() => _optimiser.Save();

    /// <inheritdoc/>
    public void LoadOptimiser(IReadOnlyList<NamedTensor> state) => _optimiser.Load(state);

    /// <summary>Frees the model, its vector of weights and the optimiser.</summary>
    public void Dispose()
    {
        _optimiser.Dispose();
        _parameters.Dispose();
        _model.Dispose();
    }

    private (Rollout Rollout, HybridLoss Loss) Forward(Batch batch, RolloutNoise noise)
    {
        Rollout rollout = _model.Unroll(batch.Pixels, batch.Size, noise, _reach);
        Tensor labels = tensor([.. batch.Labels], dtype: ScalarType.Int64, device: rollout.Scores.device)
            .repeat_interleave(noise.Rows / batch.Count);
        return (rollout, HybridLoss.Of(rollout, labels, Model.Sigma, _loss));
    }

    /// <summary>Weights and the running statistics of batch normalisation; its count of batches plays no part.</summary>
    private IEnumerable<(string Name, Tensor Value)> Weights() =>
        _model.named_parameters().Select(p => (p.name, (Tensor)p.parameter))
            .Concat(_model.named_buffers().Where(b => b.buffer.dtype == ScalarType.Float32).Select(b => (b.name, b.buffer)));
}
