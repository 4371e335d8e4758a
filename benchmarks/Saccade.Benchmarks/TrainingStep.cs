using Saccade.Data;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Benchmarks;

/// <summary>A training step as the trainer takes it, composing and drawing noise included; by the engine that a user gets unless another is asked for.</summary>
internal sealed class TrainingStep : IDisposable
{
    private static readonly RandomKey Key = RandomKey.FromSeed(2);

    private readonly ITrainingEngine _engine;
    private readonly EpochBatches _batches;
    private readonly Batch _batch;
    private int _step;

    public TrainingStep(BenchmarkTask task, int batch, int threads, EngineKind? kind = null, ComputeDevice device = ComputeDevice.Cpu)
    {
        _engine = Engines.Make(task.Model, task.Training, Key, threads, kind, device);
        _batches = task.Batches(batch);
        _batch = _batches.NewBatch();
    }

    /// <summary>The batch of a step. Whole ones only: a shorter last one of an epoch would not count as one.</summary>
    public static void Load(EpochBatches batches, int step, Batch batch)
    {
        int whole = Math.Max(1, batches.StepsPerEpoch - 1);
        batches.Load(step / whole, step % whole, batch);
    }

    public void Take()
    {
        Load(_batches, _step, _batch);
        RolloutNoise noise = RolloutNoise.Draw(Key.Fork(_step), 0, _batch.Count, _engine.Model.GlimpsesTaken(), PolicyMode.Sample);
        _engine.Step(_batch, noise, 1e-4);
        _step++;
    }

    public double ImagesPerSecond(double roundSeconds = 0.25, int rounds = 5) => _batches.BatchSize / Statistics.Seconds(Take, roundSeconds, rounds);

    public void Dispose() => _engine.Dispose();
}
