using Saccade.Data;
using Saccade.Fast;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Benchmarks;

/// <summary>
/// Where a step of the fast engine on one thread goes: each part is timed on its own, over the same batch.
/// </summary>
internal static class StepParts
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3);

    /// <summary>The share of a step, in percent, by the name of the part.</summary>
    public static IReadOnlyList<(string Part, double Percent)> Shares(BenchmarkTask task, int batchSize)
    {
        TrainingOptions training = task.Training;
        EpochBatches batches = task.Batches(batchSize);
        Batch batch = batches.NewBatch();
        batches.Load(0, 0, batch);
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, batch.Count, task.Model.Glimpses, PolicyMode.Sample);
        using FastEngine engine = new(task.Model, training, Key, threads: 1);
        AttentionLayers layers = new(task.Model);
        using NetworkWeights weights = new(layers);
        weights.Fill(weights.Values, weights.Find(FirstWeights.Draw(task.Model, Key)));
        weights.Refresh(0, 1);

        double composing = Statistics.Seconds(() =>
        {
            batches.Load(0, 0, batch);
            _ = batch.Pixels;
        });
        double drawing = Statistics.Seconds(() => RolloutNoise.Draw(Key, 0, batch.Count, task.Model.Glimpses, PolicyMode.Sample));
        double sensing = Statistics.Seconds(Sensing(task.Model, batch, noise));
        using RolloutWorker worker = new(task.Model, training.Loss, layers, weights);
        double looking = Statistics.Seconds(() => worker.Roll(batch, 0, batch.Count, noise));
        double learning = Statistics.Seconds(() => worker.Learn(batch, Share.Of(batch.Count, 0, 1), noise, new(1, 1, 0.1)));
        StepReport report = engine.Step(batch, noise, 1e-4);
        using Crew alone = new(1);
        using Descent descent = new(weights, training.Optimiser, alone, [worker]);
        double moving = Statistics.Seconds(() => descent.Step(report, 1, 1e-4));
        double step = Statistics.Seconds(() => engine.Step(batch, noise, 1e-4)) + composing + drawing;
        (string, double)[] parts =
        [
            ("composing", composing),
            ("noise", drawing),
            ("sensor", sensing),
            ("forward", looking - sensing),
            ("loss, back to the inputs", learning - looking),
            ("weight gradients, optimiser", moving),
        ];
        return [.. parts.Select(p => (p.Item1, 100 * p.Item2 / step)), ("other", 100 * (step - parts.Sum(p => p.Item2)) / step)];
    }

    private static Action Sensing(ModelOptions model, Batch batch, RolloutNoise noise)
    {
        GlimpseSensor sensor = new(model.Sensor, batch.Size);
        float[] retina = new float[sensor.GlimpseSize];
        return () =>
        {
            for (int t = 0; t < model.Glimpses; t++)
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    sensor.Sense(batch.Image(i), noise.Starts[2 * i], noise.Starts[2 * i + 1], retina);
                }
            }
        };
    }
}
