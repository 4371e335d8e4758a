using Saccade.Checkpoints;
using Saccade.Evaluation;
using Saccade.Games;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Learning;

[Collection(TorchTests.Name)]
public sealed class GameTrainingTests
{
    private static readonly GameOptions s_game = new()
    {
        Kind = GameKind.Catch,
        Side = 6,
        TrainingEpisodes = 64,
        ValidationEpisodes = 40,
        EntropyWeight = 0.05,
    };

    private static readonly ModelOptions s_model = new()
    {
        Sensor = new() { PatchSide = 3, Scales = 2 },
        Classes = 3,
        Glimpses = 5,
        GlimpseHidden = 24,
        GlimpseFeatures = 24,
        Hidden = 24,
        Core = CoreKind.Lstm,
        RetinaGain = 4,
        FirstLocation = FirstLocation.Centre,
    };

    private static readonly TrainingOptions s_training = new()
    {
        Epochs = 2,
        BatchSize = 16,
        Loss = new() { LocationReachesCore = true },
        Schedule = new() { LearningRate = 0.01 },
    };

    [Fact]
    public void A_run_stopped_after_any_step_and_taken_up_again_ends_with_the_same_bits()
    {
        using Runner through = new(seed: 1);
        through.Trainer.Train(through);
        Assert.Equal((2, 8), (through.Epochs.Count, through.Steps));
        for (int stopAfter = 1; stopAfter < 8; stopAfter += 2)
        {
            using Runner first = new(seed: 1), second = new(seed: 1);
            first.StopAfter = stopAfter;
            Assert.False(first.Trainer.Train(first, first.Stop));
            TrainingCheckpoint.Restore(second.Trainer, TrainingCheckpoint.Save(first.Trainer));
            Assert.True(second.Trainer.Train(second));
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
    public void Metrics_tell_the_catches_and_the_entropy()
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
            CatchGame games = new(s_game, 3);
            games.Start(RandomKey.FromSeed(1), 0, 3);
            new GamePlayer(run.Engine).Trace(games, RandomKey.FromSeed(1));
            games.Start(RandomKey.FromSeed(1), 0, 3);
            new GamePlayer(run.Engine, PolicyMode.Sample).Play(games, RandomKey.FromSeed(1), 0);
            Assert.Equal(before, LiveTensors.Count);
        }
        Assert.Equal(atFirst, LiveTensors.Count);
    }

    [Fact]
    public void A_trace_tells_what_was_seen_and_done()
    {
        using Runner run = new(seed: 1);
        CatchGame games = new(s_game, 4), again = new(s_game, 4);
        games.Start(RandomKey.FromSeed(5), 0, 4);
        again.Start(RandomKey.FromSeed(5), 0, 4);
        IReadOnlyList<EpisodeTrace> traces = new GamePlayer(run.Engine, PolicyMode.Sample).Trace(games, RandomKey.FromSeed(6));
        int screen = games.ScreenSize.Pixels;
        for (int step = 0; step < 5; step++)
        {
            for (int game = 0; game < 4; game++)
            {
                GlimpseTrace seen = traces[game].Steps[step];
                Assert.Equal(again.Screens.Slice(game * screen, screen).ToArray(), seen.Pixels);
                Assert.Equal(1, seen.Probabilities.Sum(), 1e-5);
                Assert.Equal(
                    NaiveSensor.Sense(s_model.Sensor, games.ScreenSize, seen.Pixels, seen.Locations[0], seen.Locations[1]),
                    seen.Retinas.Select(v => (double)v), (a, b) => Math.Abs(a - b) < 1e-6);
            }
            again.Step([.. traces.Select(t => (CatchMove)t.Steps[step].Label)]);
        }
        Assert.Equal(again.Screens.ToArray(), traces.SelectMany(t => t.LastScreen));
        Assert.Equal(Enumerable.Range(0, 4).Select(again.Caught), traces.Select(t => t.Caught));
    }

    [Fact]
    public void A_little_training_plays_clearly_better_than_a_random_player()
    {
        GameOptions game = s_game with { TrainingEpisodes = 6_400 };
        using Runner run = new(seed: 1, game, s_training with { Epochs = 1, BatchSize = 32 });
        run.Trainer.Train(run);
        RandomKey key = GameEvaluator.TestKey(0);
        GameResult player = GameEvaluator.Evaluate(new GamePlayer(run.Engine), game, 1_000, key);
        GameResult random = GameEvaluator.Evaluate(new RandomPlayer(), game, 1_000, key);
        Assert.InRange(random.CaughtPercent, 25, 42); // about 2 of 6 columns
        Assert.True(player.CaughtPercentLow > random.CaughtPercentHigh + 15, $"{player} {random}");
    }

    [Fact]
    public void Evaluation_does_not_depend_on_how_episodes_are_cut_into_batches()
    {
        using Runner run = new(seed: 1);
        RandomKey key = GameEvaluator.TestKey(3);
        int atOnce = Caught(700), first = Caught(200);
        Assert.InRange(atOnce, first, first + 500);
        CatchGame games = new(s_game, 1);
        int oneByOne = 0;
        for (int i = 0; i < 200; i++)
        {
            games.Start(key.Fork("starts"), i, 1);
            new RandomPlayer().Play(games, key.Fork("player"), i);
            oneByOne += games.Catches();
        }
        Assert.Equal(first, oneByOne);

        int Caught(int episodes) =>
            (int)Math.Round(GameEvaluator.Evaluate(new RandomPlayer(), s_game, episodes, key).CaughtPercent * episodes / 100);
    }

    private static void AssertSame(Runner expected, Runner actual)
    {
        Assert.Equal(expected.Weights, actual.Weights);
        Assert.Equal(Flat(expected.Engine.SaveOptimiser()), Flat(actual.Engine.SaveOptimiser()));
    }

    private static float[] Flat(IReadOnlyList<NamedTensor> tensors) => [.. tensors.SelectMany(t => t.Values)];

    private sealed class Runner : ITrainingObserver, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public Runner(long seed, GameOptions? game = null, TrainingOptions? training = null)
        {
            RandomKey key = RandomKey.FromSeed(seed);
            Engine = TorchReference.Engine(s_model, training ?? s_training, key.Fork("weights"));
            Trainer = new(Engine, game ?? s_game, training ?? s_training, key.Fork("training"));
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
