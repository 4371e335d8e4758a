using Saccade.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>The optimiser on TorchSharp, over one vector of weights, and its memory by the names of the weights.</summary>
internal sealed class TorchOptimiser : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly OptimiserOptions _options;
    private readonly OptimizerHelper _optimiser;
    private readonly optim.ILearningRateController _rate;

    public TorchOptimiser(FlatParameters parameters, OptimiserOptions options)
    {
        (_parameters, _options) = (parameters, options);
        Parameter[] vector = [parameters.Vector];
        _optimiser = options.Kind switch
        {
            OptimiserKind.Adam => optim.Adam(vector, 1, options.Beta1, options.Beta2, weight_decay: options.WeightDecay),
            OptimiserKind.AdamW => optim.AdamW(vector, 1, options.Beta1, options.Beta2, weight_decay: options.WeightDecay),
            OptimiserKind.Sgd => optim.SGD(vector, 1, options.Momentum, weight_decay: options.WeightDecay, nesterov: options.Nesterov && options.Momentum > 0),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, null),
        };
        _rate = _optimiser.ParamGroups.Single();
    }

    /// <summary>Moves the weights against the gradient, clipped as the options say.</summary>
    public void Step(double learningRate)
    {
        _parameters.Clip(_options.ClipNorm);
        _rate.LearningRate = learningRate;
        _optimiser.step();
    }

    public IReadOnlyList<NamedTensor> Save()
    {
        List<NamedTensor> saved = [];
        foreach ((string memory, Tensor vector) in Memories())
        {
            foreach (FlatParameters.Slot slot in _parameters.Slots)
            {
                using Tensor part = slot.Of(vector);
                saved.Add(TorchTensors.Save($"{memory}/{slot.Name}", part));
            }
        }
        // Steps are counted in single precision, exact up to 2²⁴; after that Adam's correction is 1 to the last bit anyway.
        saved.Add(new(OptimiserMemory.Steps, [], [Steps()]));
        return saved;
    }

    public void Load(IReadOnlyList<NamedTensor> state)
    {
        foreach ((string memory, Tensor vector) in Memories())
        {
            foreach (FlatParameters.Slot slot in _parameters.Slots)
            {
                using Tensor part = slot.Of(vector);
                TorchTensors.Load(state, $"{memory}/{slot.Name}", part);
            }
        }
        SetSteps((long)NamedTensors.Find(state, OptimiserMemory.Steps, []).Values[0]);
    }

    public void Dispose() => _optimiser.Dispose();

    /// <summary>What the optimiser remembers of each weight, vectors [P] by name.</summary>
    private IEnumerable<(string Name, Tensor Vector)> Memories()
    {
        switch (State())
        {
            case Adam.State adam:
                return [(OptimiserMemory.FirstMoment, adam.exp_avg), (OptimiserMemory.SecondMoment, adam.exp_avg_sq)];
            case AdamW.State adam:
                return [(OptimiserMemory.FirstMoment, adam.exp_avg), (OptimiserMemory.SecondMoment, adam.exp_avg_sq)];
            case SGD.State sgd when _options.Momentum > 0:
                // Before the first step there is no momentum; from zero it becomes the gradient, just as from nothing.
                sgd.momentum_buffer ??= zeros_like(_parameters.Gradient).DetachFromDisposeScope();
                return [(OptimiserMemory.Momentum, sgd.momentum_buffer)];
            default:
                return [];
        }
    }

    private float Steps() => State() switch { Adam.State adam => adam.step, AdamW.State adam => adam.step, _ => 0 };

    private void SetSteps(long steps)
    {
        switch (State())
        {
            case Adam.State adam:
                adam.step = steps;
                break;
            case AdamW.State adam:
                adam.step = steps;
                break;
        }
    }

    private OptimizerState State() => _optimiser.state_dict().State.Single();
}
