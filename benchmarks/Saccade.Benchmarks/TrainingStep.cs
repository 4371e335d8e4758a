using Saccade.Experiments.Engines;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Benchmarks;

/// <summary>A training step as the trainer takes it, composing and noise included; by default on the engine that a user gets.</summary>
internal sealed class TrainingStep : IDisposable
{
    private static readonly RandomKey Key = RandomKey.FromSeed(2);

    private readonly IEngine _engine;
    private readonly TrainingOptions _training;
    private readonly ImageBatches _batches;
    private readonly ImageBatch _batch;
    private int _step;

    public TrainingStep(BenchmarkTask task, int batch, int threads, EngineKind? kind = null, ComputeDevice device = ComputeDevice.Cpu)
    {
        _training = task.Training;
        _engine = EngineFactory.Create(task.Model, _training, Key, threads, kind, device);
        _batches = task.Batches(batch);
        _batch = _batches.NewBatch();
    }

    /// <summary>Loads the batch of a step. Whole ones only: a shorter last one of an epoch would not count as one.</summary>
    public static void Load(ImageBatches batches, int step, ImageBatch batch)
    {
        int whole = Math.Max(1, batches.StepsPerEpoch - 1);
        batches.Load(step / whole, step % whole, batch);
    }

    /// <summary>The update as the trainer does it: the gradient's norm, clipping, the optimiser.</summary>
    public static void Update(IEngine engine, TrainingOptions training)
    {
        (double norm, double limit) = (engine.Gradient.Norm(), training.Optimiser.ClipNorm);
        engine.Update(learningRate: 1e-4, limit > 0 && norm > limit ? limit / norm : 1);
    }

    public void Take()
    {
        Load(_batches, _step, _batch);
        RolloutNoise noise = RolloutNoise.Draw(Key.Fork(_step), 0, _batch.Count, _engine.Model.GlimpseCount(), PolicyMode.Sample);
        _engine.Backward(_batch, noise, LossWeights.Of(_training.Loss));
        Update(_engine, _training);
        _step++;
    }

    public double ImagesPerSecond(double roundSeconds = 0.25, int rounds = 5) =>
        _batches.BatchSize / Statistics.Seconds(Take, roundSeconds, rounds);

    public void Dispose() => _engine.Dispose();
}
