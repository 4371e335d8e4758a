using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Games;
using Saccade.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>The engine on TorchSharp: readable, differentiated automatically, and open to networks of your own. Callers on several threads wait for each other, also those of other such engines.</summary>
public sealed class TorchEngine : IGameEngine
{
    private readonly RecurrentAttentionModel _model;
    private readonly LossOptions _loss;
    private readonly GradientReach _reach;
    private readonly TrainableModule _trained;

    /// <summary>Makes an engine that trains a model and disposes of it in the end.</summary>
    /// <param name="model">The model; its weights are moved into one vector.</param>
    /// <param name="options">Loss and optimiser.</param>
    public TorchEngine(RecurrentAttentionModel model, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        (_model, _loss) = (model, options.Loss);
        _reach = new(options.Loss.LocationReachesCore, options.Loss.BaselineReachesCore);
        _trained = new TrainableModule(model, options.Optimiser);
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

    /// <inheritdoc/>
    public StepReport Step(CatchGame games, EpisodeNoise noise, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(games);
        return Step(games.Count, learningRate, () => Play(games, noise));
    }

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(CatchGame games, EpisodeNoise noise) =>
        MeasureGradients(() => Play(games, noise));

    /// <inheritdoc/>
    public BatchTrace Play(CatchGame games, EpisodeNoise noise, Action<ReadOnlyMemory<CatchMove>>? watch = null)
    {
        using Lock.Scope caller = TorchGate.Enter();
        ArgumentNullException.ThrowIfNull(games);
        ArgumentNullException.ThrowIfNull(noise);
        using IDisposable undifferentiated = no_grad();
        using DisposeScope scope = NewDisposeScope();
        _model.eval();
        Episodes episodes = EpisodeRollout.Play(_model, games, noise, default, watch);
        return new()
        {
            Locations = TorchTensors.ToArray(episodes.Rollout.Locations),
            Probabilities = TorchTensors.ToArray(nn.functional.softmax(episodes.MoveScores, -1)),
            Baselines = TorchTensors.ToArray(episodes.Baselines),
        };
    }

    /// <summary>One step of the optimiser against the loss of N rollouts.</summary>
    private StepReport Step(int rows, double learningRate, Func<(Rollout Rollout, HybridLoss Loss)> forward)
    {
        using Lock.Scope caller = TorchGate.Enter();
        using DisposeScope scope = NewDisposeScope();
        // A single rollout has no variance: batch normalisation would make its running statistics NaN for ever.
        _model.train(rows > 1);
        (Rollout rollout, HybridLoss loss) = _trained.Descend(forward, learningRate, made => made.Loss.Total);
        return new()
        {
            Loss = new(loss.Action.ToDouble(), loss.Baseline.ToDouble(), loss.Location.ToDouble(), loss.Total.ToDouble()),
            Accuracy = loss.Right.mean().ToDouble(),
            Reward = loss.Reward.mean().ToDouble(),
            MoveEntropy = loss.Entropy?.ToDouble(),
            LocationVariance = rollout.Means is null ? 0 : rollout.Means.detach().var(1, unbiased: false).sum(-1).mean().ToDouble(),
        };
    }

    /// <summary>The gradient norms of a loss; the weights stay as they are.</summary>
    private IReadOnlyList<GradientNorm> MeasureGradients(Func<(Rollout Rollout, HybridLoss Loss)> forward)
    {
        using Lock.Scope caller = TorchGate.Enter();
        using DisposeScope scope = NewDisposeScope();
        // Running statistics of batch normalisation must stay as they are.
        _model.eval();
        (_, HybridLoss loss) = forward();
        return _trained.GradientNorms(loss.Weighted(_loss));
    }

    /// <inheritdoc/>
    public BatchTrace Look(Batch batch, RolloutNoise noise)
    {
        using Lock.Scope caller = TorchGate.Enter();
        using IDisposable undifferentiated = no_grad();
        using DisposeScope scope = NewDisposeScope();
        _model.eval();
        noise.RequireOneFor(batch.Count);
        Rollout rollout = _model.Unroll(batch.Pixels, batch.Size, noise);
        return new()
        {
            Locations = TorchTensors.ToArray(rollout.Locations),
            Probabilities = TorchTensors.ToArray(nn.functional.softmax(rollout.GlimpseScores, -1)),
            Baselines = TorchTensors.ToArray(_model.Judge(rollout.Hidden)),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveWeights()
    {
        using Lock.Scope caller = TorchGate.Enter();
        return _trained.SaveWeights();
    }

    /// <inheritdoc/>
    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
        using Lock.Scope caller = TorchGate.Enter();
        _trained.LoadWeights(weights);
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveOptimiser() => _trained.SaveOptimiser();

    /// <inheritdoc/>
    public void LoadOptimiser(IReadOnlyList<NamedTensor> state) => _trained.LoadOptimiser(state);

    /// <summary>Frees the model, its vector of weights and the optimiser.</summary>
    public void Dispose() => _trained.Dispose();

    private (Rollout Rollout, HybridLoss Loss) Play(CatchGame games, EpisodeNoise noise)
    {
        Episodes episodes = EpisodeRollout.Play(_model, games, noise, _reach);
        return (episodes.Rollout, EpisodeLoss.Of(episodes, Model.Sigma * noise.Glimpses.Width, _loss, games.Options));
    }

    private (Rollout Rollout, HybridLoss Loss) Forward(Batch batch, RolloutNoise noise)
    {
        Rollout rollout = _model.Unroll(batch.Pixels, batch.Size, noise, _reach);
        Tensor labels = TorchTensors.Labels(batch, rollout.Scores.device).repeat_interleave(noise.Rows / batch.Count);
        return (rollout, HybridLoss.Of(rollout, labels, Model.Sigma * noise.Width, _loss));
    }
}
