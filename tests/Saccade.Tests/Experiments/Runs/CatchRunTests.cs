using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Config;
using Saccade.Experiments.Runs;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Runs;

public sealed class CatchRunTests : IDisposable
{
    private static readonly Recipe s_recipe = new Recipe { Name = "small" }.With(
        [
            "task.kind=catch", "catch.side=5", "catch.training_episodes=32", "catch.validation_episodes=20", "model.classes=3",
            "model.glimpses=4", "model.core=lstm", "model.hidden=6", "model.glimpse_hidden=5", "model.glimpse_features=6",
            "model.sensor.patch_side=3", "training.epochs=2", "training.batch_size=16",
        ]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_of_Catch_has_the_files_of_every_run_and_can_be_resumed()
    {
        TrainingSettings settings = new() { Seed = 3, Threads = 1 };
        using (TrainingRun run = TrainingRun.Start(s_recipe, _folder["whole"], settings))
        {
            Assert.IsType<CatchTask>(run.Task);
            run.Train(new Stopper(int.MaxValue));
        }
        Stopper stopper = new(3);
        using (TrainingRun run = TrainingRun.Start(s_recipe, _folder["parts"], settings))
        {
            Assert.Throws<OperationCanceledException>(() => run.Train(stopper, stopper.Token));
        }
        using (TrainingRun run = TrainingRun.Resume(_folder["parts"], settings))
        {
            Assert.Equal(3, run.Trainer.StepsDone);
            run.Train(new Stopper(int.MaxValue));
        }
        TrainedModel whole = TrainedModel.Open(_folder["whole"]), parts = TrainedModel.Open(_folder["parts"]);
        Assert.Equal(whole.File.Weights.SelectMany(w => w.Values), parts.File.Weights.SelectMany(w => w.Values));
        Assert.Equal(TaskKind.Catch, parts.Recipe!.Task.Kind);
        Assert.Equal(2, parts.Run!.Metrics().Epochs);
        Assert.Equal(
            whole.Run!.Metrics()["validation_caught_percent"].ToArray(), parts.Run.Metrics()["validation_caught_percent"].ToArray());

        using IEngine agent = parts.CreateEngine(1);
        ITask task = RecipeTask.Open(parts.Recipe, null, testEpisodes: 50);
        TaskTest test = TaskTest.Run(agent, task, Split.Test, new());
        Assert.Equal((50, 50), (test.Result.Images, test.Chance!.Images));
        Assert.InRange(test.Result.ErrorPercent, test.Result.ErrorPercentLow, test.Result.ErrorPercentHigh);
        Assert.Equal(
            TaskTest.Run(agent, task, Split.Validation, new()).Result.ErrorPercent,
            parts.Run.Metrics()["validation_error_percent"].ToArray().Min());
        IReadOnlyList<string> pictures =
            RunPictures.WriteRollouts(GlimpseTracer.Trace(agent, task.Test(), 2, new()), _folder["pictures"]);
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
