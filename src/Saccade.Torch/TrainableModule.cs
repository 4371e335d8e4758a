using Saccade.Torch.Networks;

namespace Saccade.Torch;

/// <summary>A module of TorchSharp with its optimiser and its flat gradient, for any module.</summary>
internal sealed class TrainableModule : IDisposable
{
    private readonly nn.Module _module;
    private readonly FlatParameters _parameters;
    private readonly TorchOptimiser _optimiser;
    private readonly float[] _gradient;
    private readonly BatchNormalisation[] _normalisations;

    /// <summary>Takes ownership of a module and moves its weights into one vector.</summary>
    public TrainableModule(nn.Module module, OptimiserOptions options)
    {
        _module = module;
        _normalisations = [.. module.modules().OfType<BatchNormalisation>()];
        _parameters = new FlatParameters(module);
        _optimiser = new TorchOptimiser(_parameters, options);
        _gradient = new float[_parameters.Slots.Sum(slot => slot.Length)];
        Gradient = new FlatGradient(
            _gradient,
            [.. _parameters.Slots.Select(slot => new GradientSegment(
                slot.Name[..slot.Name.LastIndexOf('.')], checked((int)slot.Start), checked((int)slot.Length)))]);
    }

    /// <summary>The gradient that <see cref="Differentiate"/> computed, a copy in managed memory.</summary>
    public FlatGradient Gradient { get; }

    /// <summary>Computes a loss and its gradient. Running statistics of batch normalisation change in <see cref="Update"/> only.</summary>
    public StepReport Differentiate(Func<(Tensor Loss, Func<StepReport> Report)> forward)
    {
        Array.ForEach(_normalisations, normalisation => normalisation.BeginStep());
        (Tensor loss, Func<StepReport> report) = forward();
        _parameters.Gradient.zero_();
        if (loss.requires_grad)
        {
            loss.backward();
        }
        TorchTensors.ToArray(_parameters.Gradient).CopyTo(_gradient, 0);
        return report();
    }

    /// <summary>Takes a step of the optimiser and adopts the running statistics of the batch.</summary>
    public void Update(double learningRate, double gradientScale)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        _parameters.Gradient.copy_(tensor(_gradient));
        if (gradientScale != 1)
        {
            _parameters.Gradient.mul_(gradientScale);
        }
        _optimiser.Step(learningRate);
        Array.ForEach(_normalisations, normalisation => normalisation.Commit());
    }

    public IReadOnlyList<NamedTensor> SaveWeights() => [.. Weights().Select(w => TorchTensors.Save(w.Name, w.Value))];

    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
        // All are found before any is replaced.
        NamedTensor[] found = [.. Weights().Select(w => NamedTensors.Find(weights, w.Name, TorchTensors.Shape(w.Value)))];
        foreach ((string name, Tensor value) in Weights())
        {
            TorchTensors.Load(found, name, value);
        }
    }

    public IReadOnlyList<NamedTensor> SaveOptimiser() => _optimiser.Save();

    public void LoadOptimiser(IReadOnlyList<NamedTensor> state) => _optimiser.Load(state);

    /// <summary>Frees the module, its vector of weights and the optimiser.</summary>
    public void Dispose()
    {
        _optimiser.Dispose();
        _parameters.Dispose();
        _module.Dispose();
    }

    /// <summary>Weights and the running statistics of batch normalisation.</summary>
    private IEnumerable<(string Name, Tensor Value)> Weights() =>
        _module.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Concat(_module.named_buffers());
}
