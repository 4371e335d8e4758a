using System.Numerics;
using Saccade.Cpu.Buffers;
using Saccade.Cpu.Layers;
using Saccade.Training;

namespace Saccade.Cpu;

/// <summary>The optimisers over the vector of all weights, or any part of it.</summary>
internal sealed unsafe class Optimiser : IDisposable
{
    private const float Epsilon = 1e-8f;

    // A moment without gradients decays. Before it becomes a subnormal number, with which some processors compute a hundred
    // times slower, it is set to zero. No step changes: Epsilon is far larger.
    private const float Smallest = 1e-30f;

    private readonly OptimiserOptions _options;
    private readonly NetworkWeights _weights;
    private readonly AlignedBuffer _first;
    private readonly AlignedBuffer? _second;
    private long _steps;

    public Optimiser(NetworkWeights weights, OptimiserOptions options)
    {
        (_weights, _options) = (weights, options);
        _first = new AlignedBuffer(weights.Layers.Length);
        _second = options.Kind == OptimiserKind.Sgd ? null : new AlignedBuffer(weights.Layers.Length);
    }

    /// <summary>Starts a step with this learning rate, against the gradient multiplied by <paramref name="scale"/>.</summary>
    public OptimiserStep Start(double scale, double learningRate)
    {
        if (_second is null)
        {
            return new((float)scale, (float)learningRate, 1, 1);
        }
        // Adam corrects the bias of its first steps.
        _steps++;
        return new(
            (float)scale,
            (float)(learningRate / (1 - Math.Pow(_options.Beta1, _steps))),
            _options.Kind == OptimiserKind.AdamW ? (float)(1 - learningRate * _options.WeightDecay) : 1,
            (float)(1 / Math.Sqrt(1 - Math.Pow(_options.Beta2, _steps))));
    }

    /// <summary>Updates the weights of a tile against their gradient.</summary>
    public void Update(OptimiserStep step, AlignedBuffer gradient, in WeightTile tile)
    {
        if (_second is null)
        {
            UpdateSgd(step, gradient, tile.Start, tile.End);
        }
        else
        {
            UpdateAdam(step, gradient, tile.Start, tile.End, _second);
        }
    }

    public IReadOnlyList<NamedTensor> Save() =>
        [.. States().SelectMany(s => _weights.Save(s.Vector, s.Name + "/")), new(OptimiserStateNames.Steps, [], [_steps])];

    public void Load(IReadOnlyList<NamedTensor> state)
    {
        (AlignedBuffer Vector, IReadOnlyList<(NamedTensor, NamedTensor)> Found)[] states =
            [.. States().Select(kept => (kept.Vector, _weights.Find(state, kept.Name + "/")))];
        foreach ((AlignedBuffer vector, IReadOnlyList<(NamedTensor, NamedTensor)> found) in states)
        {
            _weights.Fill(vector, found);
        }
        _steps = (long)NamedTensors.Find(state, OptimiserStateNames.Steps, []).Values[0];
    }

    public void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
    }

    private (string Name, AlignedBuffer Vector)[] States() =>
        _second is not null ? [(OptimiserStateNames.FirstMoment, _first), (OptimiserStateNames.SecondMoment, _second)]
        : _options.Momentum > 0 ? [(OptimiserStateNames.Momentum, _first)] : [];

    /// <summary>Stochastic gradient descent with momentum.</summary>
    private void UpdateSgd(OptimiserStep step, AlignedBuffer gradient, long from, long to)
    {
        (float scale, float rate) = (step.Scale, step.Rate);
        float momentum = (float)_options.Momentum, decay = (float)_options.WeightDecay;
        bool nesterov = _options.Nesterov && momentum > 0;
        for (long at = from; at < to; at += Vector<float>.Count)
        {
            float* weight = _weights.Values.Start + at;
            Vector<float> w = Vector.Load(weight);
            Vector<float> g = Vector.Load(gradient.Start + at) * scale + w * decay;
            Vector<float> m = FlushToZero(Vector.Load(_first.Start + at) * momentum + g);
            m.Store(_first.Start + at);
            (w - (nesterov ? g + m * momentum : m) * rate).Store(weight);
        }
    }

    /// <summary>Adam, or AdamW, whose decay is separate from the gradient.</summary>
    private void UpdateAdam(OptimiserStep step, AlignedBuffer gradient, long from, long to, AlignedBuffer second)
    {
        (float scale, float rate, float kept, float correction) = step;
        float beta1 = (float)_options.Beta1, beta2 = (float)_options.Beta2;
        float decay = _options.Kind == OptimiserKind.AdamW ? 0 : (float)_options.WeightDecay;
        Vector<float> epsilon = new(Epsilon);
        for (long at = from; at < to; at += Vector<float>.Count)
        {
            float* weight = _weights.Values.Start + at;
            Vector<float> w = Vector.Load(weight) * kept;
            Vector<float> g = Vector.Load(gradient.Start + at) * scale + w * decay;
            Vector<float> m = FlushToZero(Vector.Load(_first.Start + at) * beta1 + g * (1 - beta1));
            Vector<float> v = FlushToZero(Vector.Load(second.Start + at) * beta2 + g * g * (1 - beta2));
            m.Store(_first.Start + at);
            v.Store(second.Start + at);
            (w - m * rate / (Vector.SquareRoot(v) * correction + epsilon)).Store(weight);
        }
    }

    private static Vector<float> FlushToZero(Vector<float> moment) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(moment), new(Smallest)), Vector<float>.Zero, moment);
}
