using Saccade.Checkpoints;
using Saccade.Evaluation;
using Saccade.Experiments.Runs;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Training;

[Collection(TorchTests.Name)]
public sealed class CatchTrainingTests
{
    private static readonly CatchOptions s_rules = new() { Side = 6, TrainingEpisodes = 64, ValidationEpisodes = 40 };

    private static readonly ModelOptions s_model = new()
    {
        Sensor = new() { PatchSide = 3, Scales = 2 },
        Classes = 3,
        Glimpses = 5,
        GlimpseHidden = 24,
        GlimpseFeatures = 24,
        Hidden = 24,
        Core = CoreKind.Lstm,
        InputScale = 4,
        FirstLocation = FirstLocation.Centre,
    };

    private static readonly TrainingOptions s_training = new()
    {
        Epochs = 2,
        BatchSize = 16,
        Loss = new() { LocationReachesCore = true, EntropyWeight = 0.05 },
        Schedule = new() { LearningRate = 0.01 },
    };

    [Fact]
    public void A_run_stopped_after_any_step_and_resumed_ends_with_the_same_bits()
    {
        using Runner through = new(seed: 1);
        through.Trainer.Train(through);
        Assert.Equal((2, 8), (through.Epochs.Count, through.Steps));
        for (int stopAfter = 1; stopAfter < 8; stopAfter += 2)
        {
            using Runner first = new(seed: 1), second = new(seed: 1);
            first.StopAfter = stopAfter;
            Assert.Throws<OperationCanceledException>(() => first.Trainer.Train(first, first.Stop));
            TrainingCheckpoint.Restore(second.Trainer, TrainingCheckpoint.Save(first.Trainer));
            second.Trainer.Train(second);
            AssertSame(through, second);
            Assert.Equal(
                through.Epochs[^1].Figures().Where(f => !f.Key.Contains("second")),
                second.Epochs[^1].Figures().Where(f => !f.Key.Contains("second")));
        }
        using Runner other = new(seed: 2);
        other.Trainer.Train(other);
        Assert.NotEqual(through.Weights, other.Weights);
    }

    [Fact]
    public void Metrics_report_the_catches_and_the_entropy()
    {
        using Runner run = new(seed: 1);
        run.Trainer.Train(run);
        Dictionary<string, double> figures = new(run.Epochs[0].Figures());
        Assert.InRange(figures["move_entropy"], 0.5, Math.Log(3) + 1e-6);
        Assert.Equal(100 - figures["validation_error_percent"], figures["validation_caught_percent"]);
        Assert.InRange(figures["reward"], 0, 1);
        Assert.True(figures["gradient_core_action"] > 0);
        Assert.True(figures["gradient_location_location"] > 0);
        Assert.Equal(0, figures["gradient_location_action"]);
    }

    [Fact]
    public void Nothing_stays_behind()
    {
        long atFirst = LiveTensors.Count;
        using (Runner run = new(seed: 1))
        {
            run.Trainer.Train(run);
            long before = LiveTensors.Count;
            CatchEpisodes episodes = CatchEpisodes.Draw(s_rules, RandomKey.FromSeed(1), 0, 3);
            GlimpseTracer.Trace(run.Engine, episodes, Noise(3, PolicyMode.Mean));
            run.Engine.Forward(episodes, Noise(3, PolicyMode.Sample));
            Assert.Equal(before, LiveTensors.Count);
        }
        Assert.Equal(atFirst, LiveTensors.Count);
    }

    [Fact]
    public void A_trace_reports_what_was_seen_and_done()
    {
        using Runner run = new(seed: 1);
        CatchEpisodes again = CatchEpisodes.Draw(s_rules, RandomKey.FromSeed(5), 0, 4);
        IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(
            run.Engine, CatchEpisodes.Draw(s_rules, RandomKey.FromSeed(5), 0, 4), Noise(4, PolicyMode.Sample));
        foreach ((int episode, GlimpseTrace trace) in traces.Index())
        {
            Assert.Equal((6, 5, 5, false), (trace.Frames.Count, trace.Glimpses, trace.Actions.Length, trace.IsStill));
            for (int step = 0; step < 5; step++)
            {
                GlimpseTrace seen = trace.At(step);
                Assert.Equal(Screen(again, episode), trace.Frames[step]);
                Assert.Equal(trace.Frames[step], Assert.Single(seen.Frames));
                Assert.Equal(1, seen.Probabilities.Sum(), 1e-5);
                Assert.Equal(
                    NaiveSensor.Sense(s_model.Sensor, again.Size, trace.Frames[step], seen.Locations[0], seen.Locations[1]),
                    seen.Retinas.Select(v => (double)v), (a, b) => Math.Abs(a - b) < 1e-6);
                again.Step(episode, default, Assert.Single(seen.Actions));
            }
            Assert.Equal(Screen(again, episode), trace.Frames[5]);
            Assert.Equal((again.EpisodeReward(episode), again.Caught(episode)), (trace.Reward, trace.Succeeded));
            Assert.Null(trace.Label);
        }
    }

    [Fact]
    public void A_little_training_plays_clearly_better_than_a_random_agent()
    {
        CatchOptions rules = s_rules with { TrainingEpisodes = 6_400 };
        using Runner run = new(seed: 1, rules, s_training with { Epochs = 1, BatchSize = 32 });
        run.Trainer.Train(run);
        TaskTest test = TaskTest.Run(run.Engine, new CatchTask(rules, testEpisodes: 1_000), Split.Test, new());
        Assert.InRange(test.Chance!.ErrorPercent, 58, 75); // about 2 of 6 columns are caught
        Assert.True(test.Result.ErrorPercentHigh < test.Chance.ErrorPercentLow - 15, $"{test.Result} {test.Chance}");
        Assert.Empty(test.Result.AccuracyByGlimpse);
        Assert.Empty(test.Result.Confusion);
    }

    [Fact]
    public void Evaluation_does_not_depend_on_how_episodes_are_cut_into_batches()
    {
        using Runner run = new(seed: 1);
        RandomKey key = RandomKey.FromSeed(3);
        EvaluationOptions options = new() { Policy = PolicyMode.Sample };
        foreach (Func<IAgent> agent in (Func<IAgent>[])[() => run.Engine, () => new RandomAgent(s_model, key)])
        {
            int atOnce = Missed(700, 500), first = Missed(200, 500);
            Assert.InRange(atOnce, first, first + 500);
            Assert.Equal(first, Missed(200, 1));
            Assert.Equal(first, Missed(200, 7));

            int Missed(int episodes, int batchSize) =>
                (int)Math.Round(Evaluator.Evaluate(agent(), Fixed(key, episodes, batchSize), options).ErrorPercent * episodes / 100);
        }
    }

    private static DrawnEpisodes Fixed(RandomKey key, int episodes, int batchSize) =>
        DrawnEpisodes.Fixed(episodes, key, (drawn, first, count) => CatchEpisodes.Draw(s_rules, drawn, first, count), batchSize);

    private static void AssertSame(Runner expected, Runner actual)
    {
        Assert.Equal(expected.Weights, actual.Weights);
        Assert.Equal(Flat(expected.Engine.SaveOptimiser()), Flat(actual.Engine.SaveOptimiser()));
    }

    private static RolloutNoise Noise(int episodes, PolicyMode mode) => RolloutNoise.DrawActing(
        RandomKey.FromSeed(6), 0, episodes, s_rules.Steps, mode, sampleActions: mode == PolicyMode.Sample);

    private static byte[] Screen(CatchEpisodes episodes, int episode)
    {
        byte[] screen = new byte[episodes.Size.Pixels];
        episodes.Render(episode, screen);
        return screen;
    }

    private static float[] Flat(IReadOnlyList<NamedTensor> tensors) => [.. tensors.SelectMany(t => t.Values)];

    private sealed class Runner : ITrainingObserver, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public Runner(long seed, CatchOptions? rules = null, TrainingOptions? training = null)
        {
            RandomKey key = RandomKey.FromSeed(seed);
            Engine = TorchReference.Engine(s_model, training ?? s_training, key.Fork("weights"));
            Trainer = new(Engine, new CatchTask(rules ?? s_rules), training ?? s_training, key.Fork("training"));
        }

        public TorchEngine Engine { get; }

        public Trainer Trainer { get; }

        public List<EpochMetrics> Epochs { get; } = [];

        public int Steps { get; private set; }

        public int StopAfter { get; set; } = int.MaxValue;

        public CancellationToken Stop => _stop.Token;

        public float[] Weights => Flat(Engine.SaveWeights());

        public void StepDone(Trainer trainer, StepReport step)
        {
            if (++Steps == StopAfter)
            {
                _stop.Cancel();
            }
        }

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) => Epochs.Add(metrics);

        public void Dispose()
        {
            Engine.Dispose();
            _stop.Dispose();
        }
    }
}
