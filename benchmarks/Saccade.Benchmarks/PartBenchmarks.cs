using BenchmarkDotNet.Attributes;
using Saccade.Data;
using Saccade.Fast;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Benchmarks;

/// <summary>The parts of a step on their own, with BenchmarkDotNet.</summary>
public unsafe class PartBenchmarks
{
    private readonly BenchmarkTask _task = BenchmarkTask.Cluttered100;
    private GlimpseSensor _sensor = null!;
    private FrameComposer _composer = null!;
    private NetworkWeights _weights = null!;
    private WeightBlock[] _blocks = null!;
    private LinearLayer _core = null!;
    private FastOptimiser _optimiser = null!;
    private AlignedBuffer _gradient = null!;
    private Track _inputs = null!;
    private Track _outputs = null!;
    private byte[] _frame = [];
    private float[] _retina = [];

    [GlobalSetup]
    public void Setup()
    {
        _composer = TaskData.ForTraining(_task.Task with { TrainingDigits = 256 }, null, RandomKey.FromSeed(0)).Train;
        _frame = new byte[_composer.Size.Pixels];
        Compose();
        _sensor = new GlimpseSensor(_task.Model.Sensor, _composer.Size);
        _retina = new float[_sensor.GlimpseSize];
        AttentionLayers layers = new(_task.Model);
        _core = layers.Core;
        _weights = new NetworkWeights(layers, FirstWeights.Draw(_task.Model, RandomKey.FromSeed(1)));
        _blocks = [.. layers.BlocksOf(0, 1)];
        _optimiser = new FastOptimiser(_weights, _task.Training.Optimiser);
        _gradient = new AlignedBuffer(_weights.Layers.Length);
        RandomNumbers.Fill(_gradient.Span(0, (int)_gradient.Length));
        _inputs = new Track(1, 128, 512) { Rollouts = 128 };
        for (int row = 0; row < 128; row++)
        {
            RandomNumbers.Fill(_inputs[0].Row(row));
        }
        _outputs = new Track(1, 128, 256) { Rollouts = 128 };
    }

    [Benchmark(Description = "compose a frame of 100×100 with 4 patches")]
    public void Compose() => _composer.Compose(0, 1, _frame);

    [Benchmark(Description = "one glimpse of four 12×12 scales")]
    public void Sense() => _sensor.Sense(_frame, 0.1f, -0.2f, _retina);

    [Benchmark(Description = "the core's product, 128 × 512 × 256")]
    public void Product() => _weights.Forward(_core, _inputs[0], _outputs[0], relu: true);

    [Benchmark(Description = "a step of AdamW")]
    public void Move()
    {
        _optimiser.Begin(1, 1e-3);
        _optimiser.Step(_gradient, 0, _weights.Layers.Length);
    }

    [Benchmark(Description = "transposing the weights")]
    public void Refresh()
    {
        foreach (ref readonly WeightBlock block in _blocks.AsSpan())
        {
            _weights.Refresh(block);
        }
    }
}
