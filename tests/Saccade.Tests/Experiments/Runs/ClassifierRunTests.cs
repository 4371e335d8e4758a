using Saccade.Evaluation;
using Saccade.Experiments.Config;
using Saccade.Experiments.Runs;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Runs;

/// <summary>A baseline classifier goes through the same run folder, model file and evaluation as the model itself.</summary>
public sealed class ClassifierRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_trained_resumed_opened_and_evaluated()
    {
        Recipe recipe = new Recipe { Name = "net" }.With(
        [
            "task.digits=drawn", "task.training_digits=64", "task.validation_digits=40", "task.test_digits=40", "task.frame_width=40",
            "model.kind=convolutional", "model.classifier.units=8", "training.epochs=2", "training.batch_size=32",
        ]);
        TrainingSettings settings = new() { Threads = 1 };
        using (TrainingRun begun = TrainingRun.Start(recipe, _folder["run"], settings))
        {
            using CancellationTokenSource stop = new();
            Assert.Throws<OperationCanceledException>(() => begun.Train(new StopAfter(3, stop), stop.Token));
        }
        double best;
        using (TrainingRun resumed = TrainingRun.Resume(_folder["run"], settings))
        {
            Assert.Equal(3, resumed.Trainer.StepsDone);
            resumed.Train(new StopAfter(100, null));
            best = resumed.Trainer.State.BestErrorPercent!.Value;
        }

        TrainedModel trained = TrainedModel.Open(_folder["run"]);
        Assert.Equal(
            (ModelKind.Convolutional, 40, 28),
            (trained.File.Model.Kind, trained.File.Model.Classifier.FrameWidth, trained.File.Model.Classifier.FrameHeight));
        Assert.Equal(recipe, trained.Recipe);
        using IEngine agent = trained.CreateEngine(threads: 1);
        IImageSource validation = RecipeTask.Images(recipe, Split.Validation, null);
        Assert.Equal(best, Evaluator.Evaluate(agent, validation, new()).ErrorPercent);
        Assert.Single(Evaluator.Evaluate(agent, DigitImages.ForTest(recipe.Task, null), new() { Glimpses = 3 }).AccuracyByGlimpse);

        IReadOnlyList<string> columns = trained.Run!.Metrics().Columns;
        Assert.Equal(
            ["gradient_filters_action", "gradient_hidden_action", "gradient_scores_action"],
            columns.Where(c => c.StartsWith("gradient_", StringComparison.Ordinal)));
        Assert.All(trained.Run.Metrics()["loss_location"].Concat(trained.Run.Metrics()["loss_baseline"]), value => Assert.Equal(0, value));
        Assert.True(File.Exists(RunPictures.WriteCurves(trained.Run, _folder["pictures"])));
    }

    private sealed class StopAfter(int steps, CancellationTokenSource? stop) : ITrainingObserver
    {
        private int _steps;

        public void StepDone(Trainer trainer, StepReport step)
        {
            if (++_steps == steps)
            {
                stop?.Cancel();
            }
        }

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) { }
    }
}
