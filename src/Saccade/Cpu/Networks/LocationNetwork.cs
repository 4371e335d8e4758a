using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;
using Saccade.Policy;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The location network f_l(h) and its policy (paper §3.1): μ = tanh(Linear(h)), or with a hidden layer tanh(Linear(relu(Linear(h)))), or
/// the expected place of a saliency map; and l ~ Normal(μ, σ²I), clamped to the frame or brought into it by tanh.
/// </summary>
internal sealed class LocationNetwork
{
    private readonly ModelOptions _model;
    private readonly NetworkWeights _weights;
    private readonly WeightGradients _gradients;
    private readonly CoreBuffers _core;
    private readonly ActivationBuffer _locations;
    private readonly SaliencyMap? _saliency;
    private readonly LinearLayer? _meanLayer; // none where a saliency map gives the mean
    private readonly LinearLayer? _hiddenLayer;
    private readonly ActivationBuffer _hidden;
    private readonly ActivationBuffer _hiddenGradients;
    private readonly bool _reachesCore;

    public LocationNetwork(
        ModelOptions model, NetworkContext context, CoreBuffers core, ActivationBuffer locations, SaliencyMap? saliency, bool reachesCore)
    {
        (_model, _weights, _gradients) = (model, context.Weights, context.WeightGradients);
        (_core, _locations, _saliency, _reachesCore) = (core, locations, saliency, reachesCore);
        _meanLayer = context.Weights.Layers.Find("location.mean");
        _hiddenLayer = context.Weights.Layers.Find("location.hidden");
        Samples = context.Activations.Add(2);
        Means = context.Activations.Add(2);
        MeanGradients = context.Gradients.Add(2);
        (_hidden, _hiddenGradients) = _hiddenLayer is LinearLayer hidden
            ? (context.Activations.Add(hidden.Outputs), context.Gradients.Add(hidden.Outputs))
            : (Means, MeanGradients);
    }

    /// <summary>μ of glimpse t, from state t.</summary>
    public ActivationBuffer Means { get; }

    /// <summary>l_t as sampled, before it is brought into the frame.</summary>
    public ActivationBuffer Samples { get; }

    /// <summary>∂J/∂μ_t, through tanh already.</summary>
    public ActivationBuffer MeanGradients { get; }

    /// <summary>Chooses l of glimpse t from state t; <paramref name="rows"/> are the rows of the noise of these rollouts.</summary>
    /// <exception cref="NumericalException">The mean is NaN.</exception>
    public void Forward(int t, RolloutNoise noise, ReadOnlySpan<int> rows, GroupMember member)
    {
        ReadOnlySpan<float> steps = noise.Step(t);
        if (t < _model.FirstDecision(noise.Mode, noise.Glimpses))
        {
            ReadOnlySpan<float> locations = t == 0 && _model.FirstLocation == FirstLocation.Uniform ? noise.Starts
                : noise.Mode == PolicyMode.Random ? steps : [];
            for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
            {
                int x = 2 * rows[i];
                SetLocation(t, i, locations.IsEmpty ? 0 : locations[x], locations.IsEmpty ? 0 : locations[x + 1]);
            }
            return;
        }
        ComputeMeans(t, member);
        float sigma = (float)(_model.Sigma * noise.Scale);
        for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
        {
            Span<float> mean = Means[t].Row(i)[..2];
            Span<float> sample = Samples[t].Row(i);
            for (int axis = 0; axis < 2; axis++)
            {
                mean[axis] = _model.MeanIsSquashed ? MathF.Tanh(mean[axis]) : mean[axis];
                sample[axis] = mean[axis] + steps[2 * rows[i] + axis] * sigma;
            }
            SetLocation(t, i, Squash(sample[0]), Squash(sample[1]));
        }
    }

    /// <summary>From ∂J/∂μ to the gradients of the weights and, if they reach the core, of the states.</summary>
    public void Backward(IndexRange decided, GroupMember member)
    {
        if (_meanLayer is null)
        {
            _saliency!.Backward(MeanGradients, decided, member);
            return;
        }
        (LinearLayer first, ActivationBuffer gradients) = (_meanLayer, MeanGradients);
        if (_hiddenLayer is not null)
        {
            _gradients.Record(_meanLayer, _hidden.Steps(decided.First, decided.Count), gradients.Steps(decided.First, decided.Count));
            for (int t = decided.First; t < decided.End; t++)
            {
                _weights.InputGradient(
                    _meanLayer, member.OwnRows(gradients[t]), member.OwnRows(_hiddenGradients[t]), gate: member.OwnRows(_hidden[t]));
            }
            (first, gradients) = (_hiddenLayer, _hiddenGradients);
        }
        _gradients.Record(first, _core.States(decided), gradients.Steps(decided.First, decided.Count));
        for (int t = decided.First; _reachesCore && t < decided.End; t++)
        {
            _weights.InputGradient(first, member.OwnRows(gradients[t]), member.OwnRows(_core.StateGradients(t)), accumulate: true);
        }
    }

    private void ComputeMeans(int t, GroupMember member)
    {
        if (_meanLayer is null)
        {
            _saliency!.ComputeMeans(t, Means[t], member);
            return;
        }
        Matrix state = member.OwnRows(_core.States(t));
        if (_hiddenLayer is not null)
        {
            Matrix hidden = member.OwnRows(_hidden[t]);
            _weights.Forward(_hiddenLayer, state, hidden, relu: true);
            state = hidden;
        }
        _weights.Forward(_meanLayer, state, member.OwnRows(Means[t]), relu: false);
    }

    private float Squash(float sample) => _model.SquashSample ? MathF.Tanh(sample) : sample;

    private void SetLocation(int t, int i, float x, float y)
    {
        if (float.IsNaN(x) || float.IsNaN(y))
        {
            throw NumericalException.Mean();
        }
        Span<float> location = _locations[t].Row(i);
        (location[0], location[1]) = (Math.Clamp(x, -1, 1), Math.Clamp(y, -1, 1));
        _saliency?.Cover(i, location[0], location[1]);
    }
}
