using Saccade.Networks;
using Saccade.Training;

namespace Saccade.Engine.Tests;

/// <summary>Adam, AdamW and stochastic gradient descent with momentum.</summary>
internal sealed class Optimiser(OptimiserOptions options, Parameters parameters)
{
    private const double Epsilon = 1e-8;

    private readonly double[] _first = new double[parameters.Values.Length];
    private readonly double[] _second = new double[parameters.Values.Length];
    private long _steps;

    /// <summary>One step with learning rate η against the gradient multiplied by <paramref name="scale"/>.</summary>
    public void Step(double rate, double scale)
    {
        _steps++;
        ReadOnlySpan<float> gradient = parameters.Flat.Values;
        for (int i = 0; i < gradient.Length; i++)
        {
            ref double weight = ref parameters.Values[i];
            // AdamW decays the weights beside the gradient, the others through it (Loshchilov and Hutter, 2019).
            double decay = options.WeightDecay * weight;
            double step = options.Kind switch
            {
                OptimiserKind.Sgd => Descend(i, gradient[i] * scale + decay),
                OptimiserKind.Adam => Adapt(i, gradient[i] * scale + decay),
                _ => Adapt(i, gradient[i] * scale) + decay,
            };
            weight -= rate * step;
        }
    }

    private bool IsSgd => options.Kind == OptimiserKind.Sgd;

    private string FirstName => IsSgd ? OptimiserStateNames.Momentum : OptimiserStateNames.FirstMoment;

    /// <summary>The momentum vector, or the moments; and the number of steps.</summary>
    public IReadOnlyList<NamedTensor> Save() =>
    [
        .. parameters.Save(_first, FirstName + "/"),
        .. IsSgd ? [] : parameters.Save(_second, OptimiserStateNames.SecondMoment + "/"),
        new(OptimiserStateNames.Steps, [], [IsSgd ? 0 : _steps]),
    ];

    public void Load(IReadOnlyList<NamedTensor> state)
    {
        parameters.Load(_first, state, FirstName + "/");
        if (!IsSgd)
        {
            parameters.Load(_second, state, OptimiserStateNames.SecondMoment + "/");
        }
        _steps = (long)NamedTensors.Find(state, OptimiserStateNames.Steps, []).Values[0];
    }

    /// <summary>m ← μ·m + g; the step is m, or g + μ·m if the momentum is Nesterov's.</summary>
    private double Descend(int i, double g)
    {
        _first[i] = options.Momentum * _first[i] + g;
        return options.Nesterov ? g + options.Momentum * _first[i] : _first[i];
    }

    /// <summary>
    /// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g²; the step is m̂ / (√v̂ + ε) of the corrected moments (Kingma and Ba, 2015).
    /// </summary>
    private double Adapt(int i, double g)
    {
        _first[i] = options.Beta1 * _first[i] + (1 - options.Beta1) * g;
        _second[i] = options.Beta2 * _second[i] + (1 - options.Beta2) * g * g;
        double first = _first[i] / (1 - Math.Pow(options.Beta1, _steps));
        double second = _second[i] / (1 - Math.Pow(options.Beta2, _steps));
        return first / (Math.Sqrt(second) + Epsilon);
    }
}
