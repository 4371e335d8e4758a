using System.Diagnostics;
using Saccade.Cpu;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Sensing;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Benchmarks;

/// <summary>The parts of a step of the CPU engine on one thread, one after the other with a stopwatch read after each.</summary>
internal sealed class TimedStep : IDisposable
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3);

    private readonly BenchmarkTask _task;
    private readonly ImageBatches _batches;
    private readonly ImageBatch _batch;
    private readonly GlimpseSensor? _sensor;
    private readonly float[] _retina;
    private readonly CpuEngine _engine;
    private readonly long[] _ticks = new long[Enum.GetValues<StepPart>().Length];
    private long _last;
    private int _step;

    public TimedStep(BenchmarkTask task, int batch)
    {
        (_task, _batches) = (task, task.Batches(batch));
        _batch = _batches.NewBatch();
        _sensor = task.Model.Kind == ModelKind.Attention ? new(task.Model.Sensor, _batch.Size) : null;
        _retina = new float[_sensor?.GlimpseSize ?? 0];
        _engine = new(task.Model, task.Training, Key, threads: 1);
    }

    /// <summary>Seconds of each part, the mean over as many steps as fill a round.</summary>
    public double[] Seconds(double roundSeconds)
    {
        Array.Clear(_ticks);
        long start = Stopwatch.GetTimestamp();
        int steps = 0;
        do
        {
            Take();
            steps++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < roundSeconds);
        double[] seconds = [.. _ticks.Select(ticks => ticks / (double)Stopwatch.Frequency / steps)];
        // Both passes begin with what the part before them does.
        seconds[(int)StepPart.Backward] -= seconds[(int)StepPart.Forward];
        seconds[(int)StepPart.Forward] -= seconds[(int)StepPart.Sensor];
        return seconds;
    }

    public void Dispose() => _engine.Dispose();

    private void Take()
    {
        _last = Stopwatch.GetTimestamp();
        TrainingStep.Load(_batches, _step++, _batch);
        _ = _batch.Pixels;
        Ended(StepPart.Composing);
        RolloutNoise noise = RolloutNoise.Draw(Key.Fork(_step), 0, _batch.Count, _task.Model.GlimpseCount(), PolicyMode.Sample);
        Ended(StepPart.Noise);
        for (int glimpse = 0; _sensor is not null && glimpse < noise.Glimpses * noise.Rows; glimpse++)
        {
            int image = glimpse % noise.Rows;
            _sensor.Sense(_batch.Image(image), noise.Starts[2 * image], noise.Starts[2 * image + 1], _retina);
        }
        Ended(StepPart.Sensor);
        _engine.Forward(_batch, noise);
        Ended(StepPart.Forward);
        _engine.Backward(_batch, noise, LossWeights.Of(_task.Training.Loss));
        Ended(StepPart.Backward);
        TrainingStep.Update(_engine, _task.Training);
        Ended(StepPart.Update);
    }

    private void Ended(StepPart part)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[(int)part] += now - _last;
        _last = now;
    }
}
