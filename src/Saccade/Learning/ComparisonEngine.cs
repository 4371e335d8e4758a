using Saccade.Checkpoints;
using Saccade.Comparisons;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Geometry;
using Saccade.Model;
using Saccade.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Learning;

/// <summary>
/// The reference for the nets to compare with, on TorchSharp. They see the whole image at once and choose nothing, so that the loss is
/// J_action alone, a rollout is one look, and the noise of rollouts has no influence.
/// </summary>
public sealed class ComparisonEngine : ITrainingEngine
{
    private readonly nn.Module<Tensor, Tensor> _net;
    private readonly ImageSize _size;
    private readonly TrainableModule _trained;

    /// <summary>Makes an engine that trains a new net.</summary>
    /// <param name="model">The net and the size of its images.</param>
    /// <param name="options">The optimiser; the options of the hybrid loss have no influence.</param>
    /// <param name="key">Where the first weights come from.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="OptionException">The net has no layer of that size.</exception>
    /// <exception cref="SaccadeException">The device is not there.</exception>
    public ComparisonEngine(ModelOptions model, TrainingOptions options, RandomKey key, ComputeDevice device = ComputeDevice.Cpu)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        (Model, _size) = (model, model.Comparison.ImageSize(model.Channels));
        _net = Make(model, key);
        _net.to(TorchDevice.Of(device));
        _trained = new TrainableModule(_net, options.Optimiser);
    }

    /// <inheritdoc/>
    public ModelOptions Model { get; }

    /// <inheritdoc/>
    public StepReport Step(Batch batch, RolloutNoise noise, double learningRate)
    {
        using Lock.Scope caller = TorchGate.Enter();
        using DisposeScope scope = NewDisposeScope();
        Tensor labels = TorchTensors.Labels(batch, _net.parameters().First().device);
        (Tensor scores, Tensor loss) = _trained.Descend(
            () =>
            {
                Tensor named = Scores(batch);
                return (named, cross_entropy(named, labels));
            },
            learningRate, made => made.Item2);
        double action = loss.ToDouble();
        double right = scores.argmax(1).eq(labels).to_type(ScalarType.Float32).mean().ToDouble();
        return new()
        {
            Loss = new(action, Baseline: 0, Location: 0, Total: action),
            Accuracy = right,
            Reward = right,
            LocationVariance = 0,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<GradientNorm> MeasureGradients(Batch batch, RolloutNoise noise)
    {
        using Lock.Scope caller = TorchGate.Enter();
        using DisposeScope scope = NewDisposeScope();
        Tensor scores = Scores(batch);
        return _trained.GradientNorms([("action", cross_entropy(scores, TorchTensors.Labels(batch, scores.device)))]);
    }

    /// <summary>Names each image of a batch: one look at its centre, the baseline expecting nothing.</summary>
    /// <exception cref="ArgumentException">The noise is for another number of images or glimpses.</exception>
    /// <exception cref="SaccadeException">The images are not of the net's size.</exception>
    public BatchTrace Look(Batch batch, RolloutNoise noise)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(noise);
        WholeImages.RequireOneLook(batch, noise);
        using Lock.Scope caller = TorchGate.Enter();
        using IDisposable undifferentiated = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return new()
        {
            Locations = new float[2 * batch.Count],
            Probabilities = TorchTensors.ToArray(softmax(Scores(batch), -1)),
            Baselines = new float[batch.Count],
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
    public IReadOnlyList<NamedTensor> SaveOptimiser()
    {
        using Lock.Scope caller = TorchGate.Enter();
        return _trained.SaveOptimiser();
    }

    /// <inheritdoc/>
    public void LoadOptimiser(IReadOnlyList<NamedTensor> state)
    {
        using Lock.Scope caller = TorchGate.Enter();
        _trained.LoadOptimiser(state);
    }

    /// <summary>Frees the net, its vector of weights and the optimiser.</summary>
    public void Dispose() => _trained.Dispose();

    private static nn.Module<Tensor, Tensor> Make(ModelOptions model, RandomKey key)
    {
        model.Check();
        return model.Kind == ModelKind.FullyConnected ? new FullyConnectedNet(model, key) : new ConvolutionalNet(model, key);
    }

    private Tensor Scores(Batch batch)
    {
        WholeImages.Require(batch, _size);
        return _net.forward(TorchTensors.Images(batch, _net.parameters().First().device));
    }
}
