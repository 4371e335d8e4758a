using System.Diagnostics;
using Saccade.Data;
using Saccade.Fast;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Benchmarks;

/// <summary>A step of the fast engine on one thread, taken as <see cref="RolloutWorker"/> takes it, with a stopwatch read after each of its parts.</summary>
internal sealed class TimedStep : IGradient, IDisposable
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3);

    private readonly BenchmarkTask _task;
    private readonly EpochBatches _batches;
    private readonly Batch _batch;
    private readonly Frames _frames = new();
    private readonly NetworkWeights _weights;
    private readonly RolloutRoom _room;
    private readonly Member _member = Member.Alone();
    private readonly ForwardPass _forward;
    private readonly LossGradient _loss;
    private readonly BackwardPass _backward;
    private readonly LossSums _sums = new();
    private readonly AlignedBuffer _gradient;
    private readonly Crew _crew = new(1);
    private readonly Descent _descent;
    private readonly int _handfuls;
    private readonly long[] _ticks = new long[Enum.GetValues<StepPart>().Length];
    private long _last;
    private int _step;

    public TimedStep(BenchmarkTask task, int batch)
    {
        (ModelOptions model, LossOptions loss) = (task.Model, task.Training.Loss);
        (_task, _batches) = (task, task.Batches(batch));
        _batch = _batches.NewBatch();
        AttentionLayers layers = new(model);
        _weights = new NetworkWeights(layers, FirstWeights.Draw(model, Key));
        _handfuls = new Share(0, batch).Handfuls(RolloutWorker.Handful);
        _room = new RolloutRoom(model);
        _room.TakeOn(model.Glimpses, Share.Of(batch, _handfuls - 1, _handfuls).Count);
        _room.PrepareToLearn();
        _forward = new ForwardPass(model, layers, _weights, _room.Tracks!, _member);
        _loss = new LossGradient(model, loss, _room.Tracks!, _room.Gradients!, _member);
        _backward = new BackwardPass(model, loss, layers, _weights, _room.Tracks!, _room.Gradients!, _member);
        _gradient = new AlignedBuffer(layers.Length);
        _descent = new Descent(_weights, task.Training.Optimiser, _crew);
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
        return [.. _ticks.Select(ticks => ticks / (double)Stopwatch.Frequency / steps)];
    }

    public void Put(in WeightRun run, AlignedBuffer gradient, bool accumulate)
    {
        Ended(StepPart.Optimiser);
        if (_handfuls == 1)
        {
            _backward.Put(run, gradient, accumulate);
        }
        else
        {
            _gradient.Span(run.Start, run.Length).CopyTo(gradient.Span(run.Start, run.Length));
        }
        Ended(StepPart.WeightGradients);
    }

    public void Dispose()
    {
        _descent.Dispose();
        _crew.Dispose();
        _gradient.Dispose();
        _room.Dispose();
        _weights.Dispose();
    }

    private void Take()
    {
        _last = Stopwatch.GetTimestamp();
        TrainingStep.Load(_batches, _step++, _batch);
        Ended(StepPart.Composing);
        RolloutNoise noise = Noise();
        Ended(StepPart.Noise);
        _sums.Begin(noise.Glimpses);
        for (int i = 0; i < _handfuls; i++)
        {
            Share share = Share.Of(_batch.Count, i, _handfuls);
            Compose(share);
            Roll(share, noise);
            Learn(share, noise);
            if (_handfuls > 1)
            {
                _backward.PutAll(_gradient, accumulate: i > 0);
                Ended(StepPart.WeightGradients);
            }
        }
        _descent.Step(new() { Loss = default, Accuracy = 0, Reward = 0, LocationVariance = 0 }, [this], 1e-4);
        Ended(StepPart.Optimiser);
    }

    private void Compose(Share share)
    {
        _frames.TakeOn(_batch, share.First, share.Count);
        Ended(StepPart.Composing);
    }

    private void Roll(Share share, RolloutNoise noise)
    {
        _room.TakeOn(noise.Glimpses, share.Count);
        _member.TakeOn(share.Count, 1);
        _forward.Begin(_batch.Size);
        for (int t = 0; t < noise.Glimpses; t++)
        {
            _forward.Decide(t, noise, share.First);
            Ended(StepPart.Forward);
            for (int i = 0; i < share.Count; i++)
            {
                _forward.Sense(t, i, _frames[i]);
            }
            Ended(StepPart.Sensor);
            _forward.TakeIn(t);
            Ended(StepPart.Forward);
        }
    }

    private void Learn(Share share, RolloutNoise noise)
    {
        int glimpses = noise.Glimpses, first = ForwardPass.FirstDecision(_task.Model, noise);
        StateRange decided = new(first, glimpses - first);
        LossOptions loss = _task.Training.Loss;
        _forward.Judge(decided);
        _forward.Name(new(glimpses, 1));
        Ended(StepPart.Forward);
        _loss.Fill(glimpses, first, _batch.Labels.Slice(share.First, share.Count), 1, noise.Rows, new(1, loss.BaselineWeight, loss.LocationWeight), _task.Model.Sigma, _sums);
        Ended(StepPart.Loss);
        _backward.Run(glimpses, decided, judged: decided, answered: new(glimpses, 1));
        Ended(StepPart.Backward);
    }

    private RolloutNoise Noise() => RolloutNoise.Draw(Key.Fork(_step), 0, _batch.Count, _task.Model.Glimpses, PolicyMode.Sample);

    private void Ended(StepPart part)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[(int)part] += now - _last;
        _last = now;
    }
}
