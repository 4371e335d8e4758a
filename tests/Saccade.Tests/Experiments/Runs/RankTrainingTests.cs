using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Runs;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Runs;

/// <summary>Processes as threads, which exchange through memory; the tests of the program run those of mpirun.</summary>
[Collection(TorchTests.Name)]
public sealed class RankTrainingTests : IDisposable
{
    private static readonly Recipe s_recipe = new Recipe { Name = "tiny" }.With([
        "task.digits=drawn", "task.training_digits=100", "task.validation_digits=70", "task.test_digits=20",
        "model.hidden=8", "model.glimpse_hidden=4", "model.glimpse_features=8", "model.glimpses=2",
        "training.epochs=2", "training.batch_size=50"]);

    private static readonly TrainingSettings s_settings = new() { Threads = 1 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(3, "training.rollouts=2", "training.optimiser.clip_norm=0.1", "training.average=0.9")]
    [InlineData(2, "model.stop.units=4", "training.loss.action_at=every", "training.batch_size=100")]
    public void Every_rank_has_the_bits_of_one_process_with_as_many_threads(int ranks, params string[] options)
    {
        Recipe recipe = s_recipe.With(options);
        (TensorFile alone, TrainingState state) = Train(recipe, ranks, null);
        foreach ((TensorFile together, TrainingState other) in ThreadGroup.Run(ranks, group => Train(recipe, 1, group)))
        {
            AssertSame(alone.Tensors, together.Tensors);
            Assert.Equal((state.BestErrorPercent, state.BestEpoch), (other.BestErrorPercent, other.BestEpoch));
        }
    }

    [Fact]
    public void Games_are_divided_too()
    {
        Recipe recipe = new Recipe { Name = "catch" }.With([
            "task.kind=catch", "model.classes=3", "model.glimpses=11", "catch.side=12", "catch.training_episodes=20",
            "catch.validation_episodes=10", "model.hidden=8", "model.glimpse_hidden=4", "model.glimpse_features=8",
            "training.epochs=1", "training.batch_size=10"]);
        (TensorFile alone, TrainingState state) = Train(recipe, 2, null);
        foreach ((TensorFile together, TrainingState other) in ThreadGroup.Run(2, group => Train(recipe, 1, group)))
        {
            AssertSame(alone.Tensors, together.Tensors);
            Assert.Equal(state.BestErrorPercent, other.BestErrorPercent);
        }
    }

    [Fact]
    public void The_figures_of_an_epoch_are_those_of_all_ranks()
    {
        EpochMetrics alone = Measure(null);
        foreach (EpochMetrics together in ThreadGroup.Run(3, Measure))
        {
            Assert.Equal(alone.ValidationErrorPercent, together.ValidationErrorPercent);
            Assert.Equal(alone.Loss.Total, together.Loss.Total, 1e-12);
            Assert.Equal(alone.TrainAccuracy, together.TrainAccuracy, 1e-12);
            Assert.Equal(alone.LocationSpread, together.LocationSpread, 1e-12);
            Assert.Equal(
                alone.GradientNorms.Select(norm => norm.Norm).ToArray(), together.GradientNorms.Select(norm => norm.Norm).ToArray());
        }

        EpochMetrics Measure(IProcessGroup? group)
        {
            MetricsKeeper keeper = new();
            Train(s_recipe, group is null ? 3 : 1, group, keeper);
            return keeper.Last!;
        }
    }

    [Theory]
    [InlineData("training.batch_size=2", "task.training_digits=6", "task.validation_digits=2")]
    [InlineData("model.kind=convolutional", "model.classifier.filters=4", "model.classifier.units=8")]
    public void Small_batches_with_idle_ranks_and_baseline_classifiers_have_the_same_bits_in_all_ranks(params string[] options)
    {
        Recipe recipe = s_recipe.With(options);
        (TensorFile Checkpoint, TrainingState State)[] ranks = ThreadGroup.Run(3, group => Train(recipe, 1, group));
        Assert.All(ranks, rank => AssertSame(ranks[0].Checkpoint.Tensors, rank.Checkpoint.Tensors));
        Assert.All(ranks, rank => Assert.Equal(2, rank.State.Epoch));
    }

    [Fact]
    public void A_number_that_is_nan_in_one_rank_ends_the_training_in_all()
    {
        Recipe recipe = s_recipe.With(
            ["training.optimiser.kind=sgd", "training.schedule.learning_rate=100", "training.optimiser.clip_norm=0", "training.epochs=20"]);
        NumericalException alone = Assert.Throws<NumericalException>(() => Train(recipe, 2, null));
        AggregateException together = Assert.Throws<AggregateException>(() => ThreadGroup.Run(2, group => Train(recipe, 1, group)));
        Assert.Equal(2, together.InnerExceptions.Count);
        Assert.All(together.InnerExceptions, e => Assert.Equal(alone.Step, Assert.IsType<NumericalException>(e).Step));
    }

    [Fact]
    public void A_run_of_several_ranks_stops_in_all_resumes_from_rank_0_and_ends_with_the_bits_of_threads()
    {
        using (TrainingRun threads = TrainingRun.Start(s_recipe, _folder["threads"], s_settings with { Threads = 2 }))
        {
            threads.Train(new Observer());
        }
        using CancellationTokenSource stop = new();
        // Only rank 1 is asked to stop, after its second step.
        bool[] asked = ThreadGroup.Run(2, group =>
        {
            OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
                () => Process(group, _folder["ranks"], resume: false, group.Rank == 1 ? stop : null));
            return stopped.CancellationToken.IsCancellationRequested;
        });
        Assert.Equal([false, true], asked);
        Assert.Equal([true, true], ThreadGroup.Run(2, group => Process(group, _folder["ranks"], resume: true, null)));
        Assert.Equal(File.ReadAllBytes(_folder["threads/model.safetensors"]), File.ReadAllBytes(_folder["ranks/model.safetensors"]));
        Assert.Equal(2, RunFolder.Open(_folder["ranks"]).Info.Processes);
        using TrainingRun alone = TrainingRun.Resume(_folder["ranks"], s_settings);
        Assert.Contains("started with 2 processes", Assert.Single(alone.Warnings));

        static bool Process(IProcessGroup group, string folder, bool resume, CancellationTokenSource? stop)
        {
            TrainingSettings settings = s_settings with { Processes = group };
            stop?.Cancel();
            if (group.Rank == 0)
            {
                using TrainingRun run = resume ? TrainingRun.Resume(folder, settings) : TrainingRun.Start(s_recipe, folder, settings);
                run.Train(new Observer());
                return run.Trainer.Finished;
            }
            using RankTraining training = resume ? RankTraining.Resume(settings) : RankTraining.Start(s_recipe, settings);
            training.Train(stop?.Token ?? default);
            return true;
        }
    }

    [Fact]
    public void Ranks_that_differ_are_refused_before_a_folder_is_made()
    {
        AggregateException refused = Assert.Throws<AggregateException>(() => ThreadGroup.Run<IDisposable>(2, group =>
        {
            TrainingSettings settings = s_settings with { Processes = group, Seed = group.Rank };
            return group.Rank == 0
                ? TrainingRun.Start(s_recipe, _folder["run"], settings)
                : RankTraining.Start(s_recipe.With(["model.sigma=0.3"]), settings);
        }));
        Assert.Equal(2, refused.InnerExceptions.Count);
        Assert.All(refused.InnerExceptions, e => Assert.StartsWith(
            "the processes of this training differ in recipe and seed", Assert.IsType<SaccadeException>(e).Error.Detail));
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_rank_that_resumes_beside_one_that_starts_is_refused(int resuming)
    {
        TrainingRun.Start(s_recipe, _folder["begun"], s_settings).Dispose();
        AggregateException refused = Assert.Throws<AggregateException>(() => ThreadGroup.Run<IDisposable>(2, group =>
        {
            TrainingSettings settings = s_settings with { Processes = group };
            return (group.Rank, group.Rank == resuming) switch
            {
                (0, true) => TrainingRun.Resume(_folder["begun"], settings),
                (0, false) => TrainingRun.Start(s_recipe, _folder["run"], settings),
                (_, true) => RankTraining.Resume(settings),
                _ => RankTraining.Start(s_recipe, settings),
            };
        }));
        Assert.Equal(2, refused.InnerExceptions.Count);
        Assert.All(refused.InnerExceptions, e => Assert.StartsWith(
            "the processes of this training differ in command", Assert.IsType<SaccadeException>(e).Error.Detail));
    }

    [Fact]
    public void What_processes_cannot_divide_is_refused()
    {
        AggregateException refused = Assert.Throws<AggregateException>(
            () => ThreadGroup.Run(2, group => Train(s_recipe.With(["model.batch_norm=true"]), 1, group)));
        Assert.Equal("model.batch_norm", Assert.IsType<OptionException>(refused.InnerExceptions[0]).Error.Key);
        AggregateException torch = Assert.Throws<AggregateException>(() => ThreadGroup.Run(2, group => EngineFactory.Create(
            s_recipe.Model, s_recipe.Training, RandomKey.FromSeed(0), 1, EngineKind.Torch, processes: group)));
        Assert.Equal("engine", Assert.IsType<OptionException>(torch.InnerExceptions[0]).Error.Key);
    }

    private static (TensorFile Checkpoint, TrainingState State) Train(
        Recipe recipe, int threads, IProcessGroup? group, ITrainingObserver? observer = null)
    {
        TrainingSettings settings = s_settings with { Threads = threads, Processes = group };
        (_, Trainer trainer) = TrainingRun.Prepare(recipe, RunInfo.Of(recipe, settings, DateTimeOffset.UnixEpoch), threads, settings);
        using IEngine engine = trainer.Engine;
        trainer.Train(observer);
        return (TrainingCheckpoint.Save(trainer), trainer.State);
    }

    private static void AssertSame(IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> tensors)
    {
        Assert.Equal(expected.Select(tensor => tensor.Name), tensors.Select(tensor => tensor.Name));
        Assert.All(expected.Zip(tensors), pair => Assert.Equal(
            pair.First.Values.Select(BitConverter.SingleToInt32Bits), pair.Second.Values.Select(BitConverter.SingleToInt32Bits)));
    }

    private sealed class MetricsKeeper : ITrainingObserver
    {
        public EpochMetrics? Last { get; private set; }

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) => Last = metrics;
    }
}
