using Saccade.Evaluation;
using Saccade.Policy;
using Saccade.Torch.Native;
using Saccade.Torch.Networks;

namespace Saccade.Torch;

/// <summary>
/// The reference engine on TorchSharp: readable, with automatic differentiation, custom networks and GPU support. It is thread-safe:
/// calls to all engines of the process run one at a time.
/// </summary>
public sealed class TorchEngine : IEngine
{
    private readonly ITorchRunner _runner;
    private readonly TrainableModule _trained;

    /// <summary>Creates an engine for a new model.</summary>
    /// <param name="model">The model; a classifier of whole images states their size.</param>
    /// <param name="training">Loss and optimiser.</param>
    /// <param name="key">The key of the initial weights.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="OptionException">A classifier's layers do not fit its images.</exception>
    /// <exception cref="SaccadeException">The device is unavailable.</exception>
    public TorchEngine(ModelOptions model, TrainingOptions training, RandomKey key, ComputeDevice device = ComputeDevice.Cpu)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(training);
        model.Check();
        training.Loss.Check(model);
        using Lock.Scope caller = TorchLock.Enter();
        (Model, Plan) = (model, NetworkPlan.Create(model));
        _runner = model.TakesGlimpses
            ? new AttentionRunner(new RecurrentAttentionModel(model, key), training.Loss)
            : new ClassifierRunner(model, training.Loss, key);
        _runner.Module.to(NativeTorch.Load(device));
        _trained = new TrainableModule(_runner.Module, training.Optimiser);
    }

    /// <summary>Creates an engine that trains a given model and owns it; its weights are moved into one vector.</summary>
    internal TorchEngine(RecurrentAttentionModel model, TrainingOptions training)
    {
        training.Loss.Check(model.Options);
        (Model, Plan) = (model.Options, NetworkPlan.Create(model.Options));
        _runner = new AttentionRunner(model, training.Loss);
        _trained = new TrainableModule(model, training.Optimiser);
    }

    /// <summary>Creates an engine for a trained model.</summary>
    /// <param name="model">The model's options.</param>
    /// <param name="training">Loss and optimiser; any to run the model only.</param>
    /// <param name="weights">Its weights by name.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="SaccadeException">The weights do not match the options, or the device is unavailable.</exception>
    public TorchEngine(
        ModelOptions model, TrainingOptions training, IReadOnlyList<NamedTensor> weights, ComputeDevice device = ComputeDevice.Cpu)
        : this(model, training, default(RandomKey), device)
    {
        try
        {
            LoadWeights(weights);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ModelOptions Model { get; }

    /// <inheritdoc/>
    public NetworkPlan Plan { get; }

    /// <inheritdoc/>
    public FlatGradient Gradient => _trained.Gradient;

    /// <summary>Sets the number of threads of TorchSharp in the whole process.</summary>
    public static void UseThreads(int threads)
    {
        NativeTorch.Load();
        set_num_threads(threads);
    }

    /// <inheritdoc/>
    public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(noise);
        using Lock.Scope caller = TorchLock.Enter();
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        _runner.Module.eval();
        return TorchLock.Run(() => _runner.Forward(episodes, noise));
    }

    /// <inheritdoc/>
    public StepReport Backward(IEpisodes episodes, RolloutNoise noise, LossWeights weights)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(noise);
        using Lock.Scope caller = TorchLock.Enter();
        using DisposeScope scope = NewDisposeScope();
        // A single rollout has no variance: batch normalisation would set its running statistics to NaN.
        _runner.Module.train(noise.Rows > 1);
        return TorchLock.Run(() => _trained.Differentiate(() => _runner.Loss(episodes, noise, weights)));
    }

    /// <inheritdoc/>
    public void Update(double learningRate, double gradientScale = 1)
    {
        using Lock.Scope caller = TorchLock.Enter();
        _trained.Update(learningRate, gradientScale);
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveWeights()
    {
        using Lock.Scope caller = TorchLock.Enter();
        return _trained.SaveWeights();
    }

    /// <inheritdoc/>
    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
        using Lock.Scope caller = TorchLock.Enter();
        _trained.LoadWeights(weights);
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> SaveOptimiser()
    {
        using Lock.Scope caller = TorchLock.Enter();
        return _trained.SaveOptimiser();
    }

    /// <inheritdoc/>
    public void LoadOptimiser(IReadOnlyList<NamedTensor> state)
    {
        using Lock.Scope caller = TorchLock.Enter();
        _trained.LoadOptimiser(state);
    }

    /// <summary>Frees the model, its vector of weights and the optimiser.</summary>
    public void Dispose() => _trained.Dispose();
}
