using Saccade.Evaluation;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Games;
using Saccade.Learning;
using Saccade.Runtime;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Runs;

[Collection(TorchTests.Name)]
public sealed class GameRunTests : IDisposable
{
    private static readonly Recipe s_recipe = new Recipe { Name = "small" }.With(
        ["game.kind=catch", "game.side=5", "game.training_episodes=32", "game.validation_episodes=20", "model.classes=3", "model.glimpses=4",
            "model.core=lstm", "model.hidden=6", "model.glimpse_hidden=5", "model.glimpse_features=6", "model.sensor.patch_side=3",
            "training.epochs=2", "training.batch_size=16"]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_of_a_game_has_the_files_of_every_run_and_can_be_taken_up()
    {
        TrainingSettings settings = new() { Seed = 3, Threads = 1 };
        using (TrainingRun run = TrainingRun.Start(s_recipe, _folder["whole"], settings))
        {
            Assert.Null(run.Data);
            Assert.True(run.Train(new Stopper(int.MaxValue)));
        }
        Stopper stopper = new(3);
        using (TrainingRun run = TrainingRun.Start(s_recipe, _folder["parts"], settings))
        {
            Assert.False(run.Train(stopper, stopper.Token));
        }
        using (TrainingRun run = TrainingRun.Resume(_folder["parts"], settings))
        {
            Assert.Equal(3, run.Trainer.StepsDone);
            Assert.True(run.Train(new Stopper(int.MaxValue)));
        }
        TrainedModel whole = TrainedModel.Open(_folder["whole"]), parts = TrainedModel.Open(_folder["parts"]);
        Assert.Equal(whole.File.Weights.SelectMany(w => w.Values), parts.File.Weights.SelectMany(w => w.Values));
        Assert.Equal(GameKind.Catch, parts.Recipe.Game.Kind);
        Assert.Equal(2, parts.Run!.Metrics().Epochs);
        Assert.Equal(whole.Run!.Metrics()["validation_caught_percent"].ToArray(), parts.Run.Metrics()["validation_caught_percent"].ToArray());

        using IGameEngine agent = parts.MakePlayer(1);
        GameResult result = GameEvaluator.Evaluate(new GamePlayer(agent), parts.Recipe.Game, 50, GameEvaluator.TestKey(0));
        Assert.InRange(result.CaughtPercent, result.CaughtPercentLow, result.CaughtPercentHigh);
        CatchGame games = new(parts.Recipe.Game, 2);
        games.Start(RandomKey.FromSeed(0), 0, 2);
        IReadOnlyList<string> pictures = RunPictures.WriteEpisodes(new GamePlayer(agent).Trace(games, default), _folder["pictures"]);
        Assert.Equal(["episode-1.webp", "episode-1.png", "episode-2.webp", "episode-2.png"], pictures.Select(Path.GetFileName));
        Assert.All(pictures, picture => Assert.True(new FileInfo(picture).Length > 500));
        Assert.NotNull(RunPictures.WriteCurves(parts.Run, _folder["pictures"]));
    }

    private sealed class Stopper(int after) : ITrainingObserver
    {
        private readonly CancellationTokenSource _stop = new();
        private int _steps;

        public CancellationToken Token => _stop.Token;

        public void StepDone(Trainer trainer, StepReport step)
        {
            if (++_steps == after)
            {
                _stop.Cancel();
            }
        }

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best)
        {
        }
    }
}
