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

    /// <summary>Moves the weights against the gradient of a loss, unless that is not a number any more; then all stays as it was.</summary>
    /// <param name="forward">Computes the loss, and whatever else.</param>
    /// <param name="learningRate">The rate of the step.</param>
    /// <param name="lossOf">Finds the loss in that.</param>
    public T Descend<T>(Func<T> forward, double learningRate, Func<T, Tensor> lossOf)
    {
        // The way forward alone moves the running statistics of batch normalisation.
        (Tensor Now, Tensor Before)[] statistics = [.. Statistics().Select(s => (s.Value, s.Value.clone()))];
        bool moved = false;
        try
        {
            T made = forward();
            Tensor loss = lossOf(made);
            if (double.IsFinite(loss.ToDouble()))
            {
                _parameters.Gradient.zero_();
                loss.backward();
                _optimiser.Step(learningRate);
                moved = true;
            }
            return made;
        }
        finally
        {
            foreach ((Tensor now, Tensor before) in moved ? [] : statistics)
            {
                now.copy_(before);
            }
        }
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
        // All are found before any is taken over.
        (Tensor Value, NamedTensor Found)[] found = [.. Weights().Select(w => (w.Value, NamedTensors.Find(weights, w.Name, [.. w.Value.shape.Select(length => (int)length)])))];
        foreach ((Tensor value, NamedTensor tensor) in found)
        {
            TorchTensors.Load([tensor], tensor.Name, value);
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
            .Concat(Statistics());

    private IEnumerable<(string Name, Tensor Value)> Statistics() =>
        _module.named_buffers().Where(b => b.buffer.dtype == ScalarType.Float32).Select(b => (b.name, b.buffer));
}
