using Saccade.Checkpoints;
using Saccade.Evaluation;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Reports;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Tasks;

/// <summary>A task that the library does not know runs through engines, trainer, checkpoints, evaluation and traces like its own.</summary>
[Collection(TorchTests.Name)]
public sealed class OwnTaskTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(2);
    private static readonly MovingBars s_task = new();
    private static readonly TrainingOptions s_training = new() { Epochs = 25, BatchSize = 8, Schedule = new() { LearningRate = 0.02 } };

    private static readonly ModelOptions s_model = Synthetic.Tiny with
    {
        Classes = MovingBars.Rows,
        Glimpses = MovingBars.EpisodeSteps,
        GlimpseHidden = 16,
        GlimpseFeatures = 16,
        Hidden = 16,
        Sensor = new() { PatchSide = 6 },
    };

    [Fact]
    public void Both_engines_see_the_same_frames_and_learn_the_same()
    {
        TrainingOptions training = s_training with { Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        using IEngine cpu = EngineFactory.Create(s_model, training, s_key, 2),
            torch = EngineFactory.Create(s_model, training, s_key, 1, EngineKind.Torch);
        MovingBars.Episodes one = new(0, 7, s_task.Size, 0), two = new(0, 7, s_task.Size, 0);
        RolloutNoise noise = RolloutNoise.Draw(s_key, 0, 7, MovingBars.EpisodeSteps, PolicyMode.Sample);
        RolloutBatch expected = torch.Forward(one, noise), actual = cpu.Forward(two, noise);
        Assert.Equal(expected.Locations, actual.Locations, Near);
        Assert.Equal(expected.Probabilities, actual.Probabilities, Near);
        Assert.Equal(expected.Values, actual.Values, Near);
        Assert.Empty(actual.Actions);
        // Episodes are told where the agent looked.
        Assert.Equal(expected.Locations, one.Locations.Cast<(float X, float Y)>().SelectMany(at => new[] { at.X, at.Y }));
        Assert.Equal(actual.Locations, two.Locations.Cast<(float X, float Y)>().SelectMany(at => new[] { at.X, at.Y }));
        StepReport step = torch.Step(training, one, noise, 1), same = cpu.Step(training, two, noise, 1);
        Assert.Equal(step.Loss.Total, same.Loss.Total, 1e-4);
        Assert.Equal(step.Accuracy, same.Accuracy, 1e-6);
        Assert.Null(same.ActionEntropy);
        // Episodes whose answers are classes are moved without an action.
        Assert.All([one, two], episodes => Assert.Equal(-1, Assert.Single(episodes.Actions)));
        NamedTensor[] weights = [.. cpu.SaveWeights()];
        Assert.All(
            torch.SaveWeights(), weight => Assert.Equal(weight.Values, weights.Single(other => other.Name == weight.Name).Values, Near));
    }

    [Theory]
    [InlineData(EngineKind.Cpu)]
    [InlineData(EngineKind.Torch)]
    public void It_is_trained_stopped_resumed_evaluated_and_traced(EngineKind kind)
    {
        using IEngine whole = Engine(), first = Engine(), second = Engine();
        new Trainer(whole, s_task, s_training, s_key).Train();
        using Observer observer = new() { StopAfter = 31 };
        Trainer stopped = new(first, s_task, s_training, s_key), resumed = new(second, s_task, s_training, s_key);
        Assert.Throws<OperationCanceledException>(() => stopped.Train(observer, observer.Stop));
        TrainingCheckpoint.Restore(resumed, TrainingCheckpoint.Save(stopped));
        resumed.Train();
        TinyTraining.AssertSame(whole.SaveWeights(), second.SaveWeights());

        EvaluationResult result = Evaluator.Evaluate(whole, s_task.Test(), new());
        Assert.InRange(result.ErrorPercent, 0, 40); // by chance 67
        Assert.Equal(MovingBars.EpisodeSteps, result.AccuracyByGlimpse.Count);
        IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(whole, s_task.Test(), 12, new());
        Assert.Equal(result.ErrorPercent, 100.0 * traces.Count(trace => !trace.Succeeded) / 12, 1e-9);
        foreach (GlimpseTrace trace in traces)
        {
            Assert.Equal((MovingBars.EpisodeSteps + 1, false, 0), (trace.Frames.Count, trace.IsStill, trace.Actions.Length));
            Assert.Null(trace.Reward);
            // The bar moves on by a column.
            Assert.Equal(
                Enumerable.Range(0, MovingBars.EpisodeSteps + 1), trace.Frames.Select(frame => Array.IndexOf(frame, (byte)255) % 8));
            Assert.Equal(trace.Frames[2], trace.Frame(2));
            for (int t = 0; t < MovingBars.EpisodeSteps; t++)
            {
                double[] seen =
                    NaiveSensor.Sense(trace.Sensor, trace.Size, trace.Frames[t], trace.Locations[2 * t], trace.Locations[2 * t + 1]);
                Assert.Equal(seen, trace.At(t).Retinas.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-6);
            }
        }

        IEngine Engine() => EngineFactory.Create(s_model, s_training, s_key.Fork("weights"), 1, kind);
    }

    [Fact]
    public void It_is_inspected_for_a_report()
    {
        using IEngine engine = EngineFactory.Create(s_model, s_training, s_key, 1);
        Inspection inspection = Inspection.Run(engine, s_task, Split.Test, "bars", rollouts: 3);
        Assert.Equal((12, 3), (inspection.Result.Images, inspection.Rollouts.Count));
        Assert.Equal(12 * MovingBars.EpisodeSteps, inspection.Gaze!.Counts(null, null).Sum());
        Assert.Equal(MovingBars.EpisodeSteps, inspection.ByGlimpses!.Accuracy.Count);
        Assert.All(inspection.Mistakes, mistake => Assert.False(mistake.Succeeded));
        Assert.All(inspection.Mistakes, mistake => Assert.Equal(MovingBars.EpisodeSteps + 1, mistake.Frames.Count));
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 2e-4 * (1 + Math.Abs(a));
}
