using Saccade.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>A module of TorchSharp with its optimiser: what every engine does with either, whatever the module computes.</summary>
internal sealed class TrainableModule : IDisposable
{
    private readonly nn.Module _module;
    private readonly FlatParameters _parameters;
    private readonly TorchOptimiser _optimiser;

    /// <summary>Takes a module over; its weights are moved into one vector.</summary>
    public TrainableModule(nn.Module module, OptimiserOptions options)
    {
        _module = module;
        _parameters = new FlatParameters(module);
        _optimiser = new TorchOptimiser(_parameters, options);
    }

    /// <summary>Moves the weights against the gradient of a loss, unless that is not a number any more.</summary>
    public void Descend(Tensor loss, double learningRate)
    {
        if (!double.IsFinite(loss.ToDouble()))
        {
            return;
        }
        _parameters.Gradient.zero_();
        loss.backward();
        _optimiser.Step(learningRate);
    }

    /// <summary>The gradient norm of each network by each term of a loss; the weights stay as they are.</summary>
    public IReadOnlyList<GradientNorm> GradientNorms(IEnumerable<(string Name, Tensor Value)> terms)
    {
        List<GradientNorm> norms = [];
        foreach ((string term, Tensor value) in terms)
        {
            _parameters.Gradient.zero_();
            if (value.requires_grad)
            {
                value.backward(retain_graph: true);
            }
            foreach ((string network, _) in _module.named_children())
            {
                norms.Add(new(network, term, _parameters.GradientNorm(network + ".")));
            }
        }
        return norms;
    }

    public IReadOnlyList<NamedTensor> SaveWeights() => [.. Weights().Select(w => TorchTensors.Save(w.Name, w.Value))];

    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
        foreach ((string name, Tensor value) in Weights())
        {
            TorchTensors.Load(weights, name, value);
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

    /// <summary>Weights and the running statistics of batch normalisation; its count of batches plays no part.</summary>
    private IEnumerable<(string Name, Tensor Value)> Weights() =>
        _module.named_parameters().Select(p => (p.name, (Tensor)p.parameter))
            .Concat(_module.named_buffers().Where(b => b.buffer.dtype == ScalarType.Float32).Select(b => (b.name, b.buffer)));
}
