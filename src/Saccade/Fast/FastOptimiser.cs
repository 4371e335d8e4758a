using System.Numerics;
using Saccade.Checkpoints;
using Saccade.Learning;

namespace Saccade.Fast;

/// <summary>The optimisers over the vector of all weights, or any slice of it: the twin of those of TorchSharp.</summary>
internal sealed unsafe class FastOptimiser : IDisposable
{
    private const float Epsilon = 1e-8f;

    // A moment without gradients halves and halves; before it becomes a subnormal number, with which some processors
    // compute a hundred times slower, it is nothing. No step notices: Epsilon is far larger.
    private const float Nothing = 1e-30f;

    private readonly OptimiserOptions _options;
    private readonly NetworkWeights _weights;
    private readonly AlignedBuffer _first;
    private readonly AlignedBuffer? _second;
    private long _steps;
    private float _scale;
    private float _rate;
    private float _kept;
    private float _correction;

    public FastOptimiser(NetworkWeights weights, OptimiserOptions options)
    {
        (_weights, _options) = (weights, options);
        _first = new AlignedBuffer(weights.Layers.Length);
        _second = options.Kind == OptimiserKind.Sgd ? null : new AlignedBuffer(weights.Layers.Length);
    }

    /// <summary>Begins a step with this rate, against the gradient multiplied by <paramref name="scale"/>.</summary>
    public void Begin(double scale, double learningRate)
    {
        (_scale, _rate) = ((float)scale, (float)learningRate);
        if (_second is null)
        {
            return;
        }
        // Adam corrects its first steps.
        _steps++;
        _kept = _options.Kind == OptimiserKind.AdamW ? (float)(1 - learningRate * _options.WeightDecay) : 1;
        _rate = (float)(learningRate / (1 - Math.Pow(_options.Beta1, _steps)));
        _correction = (float)(1 / Math.Sqrt(1 - Math.Pow(_options.Beta2, _steps)));
    }

    /// <summary>Moves a slice of the weights against its gradient.</summary>
    public void Step(AlignedBuffer gradient, long from, long to)
    {
        if (_second is null)
        {
            Descend(gradient, from, to);
        }
        else
        {
            Adapt(gradient, from, to, _second);
        }
    }

    public IReadOnlyList<NamedTensor> Save() =>
        [.. Memories().SelectMany(m => _weights.Save(m.Vector, m.Name + "/")), new(OptimiserMemory.Steps, [], [_steps])];

    public void Load(IReadOnlyList<NamedTensor> state)
    {
        (AlignedBuffer Vector, IReadOnlyList<(NamedTensor, NamedTensor)> Found)[] memories =
            [.. Memories().Select(memory => (memory.Vector, _weights.Find(state, memory.Name + "/")))];
        foreach ((AlignedBuffer vector, IReadOnlyList<(NamedTensor, NamedTensor)> found) in memories)
        {
            _weights.Fill(vector, found);
        }
        _steps = (long)NamedTensors.Find(state, OptimiserMemory.Steps, []).Values[0];
    }

    public void Dispose()
    {
        _first.Dispose();
        _second?.Dispose();
    }

    private (string Name, AlignedBuffer Vector)[] Memories() =>
        _second is not null ? [(OptimiserMemory.FirstMoment, _first), (OptimiserMemory.SecondMoment, _second)]
        : _options.Momentum > 0 ? [(OptimiserMemory.Momentum, _first)] : [];

    /// <summary>Stochastic gradient descent with momentum.</summary>
    private void Descend(AlignedBuffer gradient, long from, long to)
    {
        (float scale, float rate) = (_scale, _rate);
        float momentum = (float)_options.Momentum, decay = (float)_options.WeightDecay;
        bool nesterov = _options.Nesterov && momentum > 0;
        for (long at = from; at < to; at += Vector<float>.Count)
        {
            float* weight = _weights.Values.Start + at;
            Vector<float> w = Vector.Load(weight);
            Vector<float> g = Vector.Load(gradient.Start + at) * scale + w * decay;
            Vector<float> m = OrNothing(Vector.Load(_first.Start + at) * momentum + g);
            m.Store(_first.Start + at);
            (w - (nesterov ? g + m * momentum : m) * rate).Store(weight);
        }
    }

    /// <summary>Adam, or AdamW, whose decay is apart from the gradient.</summary>
    private void Adapt(AlignedBuffer gradient, long from, long to, AlignedBuffer second)
    {
        (float scale, float rate, float kept, float correction) = (_scale, _rate, _kept, _correction);
        float beta1 = (float)_options.Beta1, beta2 = (float)_options.Beta2;
        float decay = _options.Kind == OptimiserKind.AdamW ? 0 : (float)_options.WeightDecay;
        Vector<float> epsilon = new(Epsilon);
        for (long at = from; at < to; at += Vector<float>.Count)
        {
            float* weight = _weights.Values.Start + at;
            Vector<float> w = Vector.Load(weight) * kept;
            Vector<float> g = Vector.Load(gradient.Start + at) * scale + w * decay;
            Vector<float> m = OrNothing(Vector.Load(_first.Start + at) * beta1 + g * (1 - beta1));
            Vector<float> v = OrNothing(Vector.Load(second.Start + at) * beta2 + g * g * (1 - beta2));
            m.Store(_first.Start + at);
            v.Store(second.Start + at);
            (w - m * rate / (Vector.SquareRoot(v) * correction + epsilon)).Store(weight);
        }
    }

    private static Vector<float> OrNothing(Vector<float> moment) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(moment), new(Nothing)), Vector<float>.Zero, moment);
}
