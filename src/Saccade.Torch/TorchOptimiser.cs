using Saccade.Torch.Networks;

namespace Saccade.Torch;

/// <summary>The optimiser on TorchSharp over one vector of weights; its state is saved by the names of the weights.</summary>
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
            OptimiserKind.Sgd => optim.SGD(
                vector, 1, options.Momentum, weight_decay: options.WeightDecay, nesterov: options.Nesterov && options.Momentum > 0),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, null),
        };
        _rate = _optimiser.ParamGroups.Single();
    }

    /// <summary>Updates the weights.</summary>
    public void Step(double learningRate)
    {
        _rate.LearningRate = learningRate;
        _optimiser.step();
    }

    public IReadOnlyList<NamedTensor> Save()
    {
        List<NamedTensor> saved = [];
        ForEachSlot((name, part) => saved.Add(TorchTensors.Save(name, part)));
        // Steps are counted in single precision, exact up to 2²⁴; after that Adam's correction is 1 to the last bit anyway.
        float steps = State() switch { Adam.State adam => adam.step, AdamW.State adam => adam.step, _ => 0 };
        saved.Add(new(OptimiserStateNames.Steps, [], [steps]));
        return saved;
    }

    public void Load(IReadOnlyList<NamedTensor> state)
    {
        ForEachSlot((name, part) => TorchTensors.Load(state, name, part));
        long steps = (long)NamedTensors.Find(state, OptimiserStateNames.Steps, []).Values[0];
        switch (State())
        {
            case Adam.State adam: adam.step = steps; break;
            case AdamW.State adam: adam.step = steps; break;
        }
    }

    public void Dispose() => _optimiser.Dispose();

    /// <summary>Visits each weight's part of each vector of the state, under the name that checkpoints use.</summary>
    private void ForEachSlot(Action<string, Tensor> visit)
    {
        foreach ((string name, Tensor vector) in Vectors())
        {
            foreach (FlatParameters.Slot slot in _parameters.Slots)
            {
                using Tensor part = slot.View(vector);
                visit($"{name}/{slot.Name}", part);
            }
        }
    }

    /// <summary>The vectors [P] of the optimiser's state by name.</summary>
    private IEnumerable<(string Name, Tensor Vector)> Vectors()
    {
        switch (State())
        {
            case Adam.State adam:
                return [(OptimiserStateNames.FirstMoment, adam.exp_avg), (OptimiserStateNames.SecondMoment, adam.exp_avg_sq)];
            case AdamW.State adam:
                return [(OptimiserStateNames.FirstMoment, adam.exp_avg), (OptimiserStateNames.SecondMoment, adam.exp_avg_sq)];
            case SGD.State sgd when _options.Momentum > 0:
                // There is none before the first step; the first step gives the same from zeros.
                sgd.momentum_buffer ??= zeros_like(_parameters.Gradient).DetachFromDisposeScope();
                return [(OptimiserStateNames.Momentum, sgd.momentum_buffer)];
            default:
                return [];
        }
    }

    private OptimizerState State() => _optimiser.state_dict().State.Single();
}
