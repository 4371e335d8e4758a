using BenchmarkDotNet.Attributes;
using Saccade.Cpu;
using Saccade.Images;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Sensing;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Benchmarks;

/// <summary>The parts of a step on their own, with BenchmarkDotNet.</summary>
public class PartBenchmarks
{
    private const int Images = 128;

    private readonly BenchmarkTask _task = BenchmarkTask.Cluttered100;
    private GlimpseSensor _sensor = null!;
    private IImageSource _frames = null!;
    private CpuEngine _engine = null!;
    private ImageBatch _batch = null!;
    private RolloutNoise _noise = null!;
    private byte[] _frame = [];
    private float[] _retina = [];

    [GlobalSetup]
    public void Setup()
    {
        _frames = DigitImages.ForTraining(_task.Task with { TrainingDigits = 256 }, null, RandomKey.FromSeed(0)).Train;
        _frame = new byte[_frames.Size.Pixels];
        Compose();
        _sensor = new GlimpseSensor(_task.Model.Sensor, _frames.Size);
        _retina = new float[_sensor.GlimpseSize];
        _engine = new CpuEngine(_task.Model, _task.Training, RandomKey.FromSeed(1), threads: 1);
        ImageBatches batches = ImageBatches.InOrder(_frames, Images);
        _batch = batches.NewBatch();
        batches.Load(0, 0, _batch);
        _ = _batch.Pixels;
        _noise = RolloutNoise.Draw(RandomKey.FromSeed(2), 0, Images, _task.Model.Glimpses, PolicyMode.Sample);
        Backward();
    }

    [GlobalCleanup]
    public void CleanUp() => _engine.Dispose();

    [Benchmark(Description = "compose a frame of 100×100 with 4 patches")]
    public void Compose() => _frames.Read(0, 1, _frame);

    [Benchmark(Description = "one glimpse of four 12×12 scales")]
    public void Sense() => _sensor.Sense(_frame, 0.1f, -0.2f, _retina);

    [Benchmark(Description = "forward pass of 128 images")]
    public void Forward() => _engine.Forward(_batch, _noise);

    [Benchmark(Description = "forward and backward pass of 128 images")]
    public void Backward() => _engine.Backward(_batch, _noise, LossWeights.Of(_task.Training.Loss));

    [Benchmark(Description = "update of all weights")]
    public void Update() => _engine.Update(1e-4);
}
