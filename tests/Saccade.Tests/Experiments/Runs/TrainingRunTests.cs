using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Config;
using Saccade.Experiments.Runs;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Runs;

/// <summary>Trainings with their folders. A run whose process was killed is one that is let go of without being saved.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private const int Steps = 9;

    // Three epochs of three steps.
    private static readonly Recipe s_recipe = new Recipe { Name = "trial" }.With(
    [
        "task.digits=drawn", "task.training_digits=25", "task.validation_digits=20", "training.epochs=3", "training.batch_size=10",
        "training.rollouts=2", "model.hidden=12", "model.glimpse_hidden=6", "model.glimpse_features=8", "model.glimpses=3",
        "model.batch_norm=true", "model.core=lstm",
    ]);

    private static readonly TrainingSettings s_settings = new() { Seed = 5, Threads = 1 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_leaves_model_figures_and_two_checkpoints()
    {
        using Observer observer = new();
        Train("run", observer);
        RunFolder run = RunFolder.Open(_folder["run"]);
        Assert.Equal(s_recipe, run.Recipe);
        Assert.Equal((5L, 1), (run.Info.Seed, run.Info.Threads));
        Assert.Equal([1, 2, 3], run.Metrics()["epoch"]);
        Assert.Equal(observer.Epochs.Select(epoch => epoch.ValidationErrorPercent), run.Metrics()["validation_error_percent"]);
        Assert.Equal(
            ["step-0000000006.safetensors", "step-0000000009.safetensors"],
            Directory.GetFiles(run.CheckpointsPath).Select(Path.GetFileName).Order());
        int best = 1 + observer.Best.LastIndexOf(true);
        TrainedModel model = TrainedModel.Open(_folder["run"]);
        Assert.Equal(s_recipe, model.Recipe);
        Assert.Equal(s_recipe.Model, model.File.Model);
        Assert.Equal($"{best}", model.File.Facts["epoch"]);
        Assert.Equal("5", model.File.Facts["seed"]);
        Assert.Equal(run.Path, model.Run?.Path);
        Assert.Null(TrainedModel.Open(run.ModelPath).Run);
    }

    [Fact]
    public void The_model_is_that_of_the_best_epoch()
    {
        using Observer observer = new();
        Train("run", observer);
        TrainedModel model = TrainedModel.Open(_folder["run"]);
        using IEngine agent = model.CreateEngine(1);
        TrainingData data = DigitImages.ForTraining(s_recipe.Task, null, default);
        Assert.Equal(
            observer.Epochs.Min(epoch => epoch.ValidationErrorPercent), Evaluator.Evaluate(agent, data.Validation, new()).ErrorPercent);
    }

    [Fact]
    public void Stopped_after_any_step_and_resumed_it_leaves_the_same_files()
    {
        Train("whole", new Observer());
        for (int k = 1; k < Steps; k++)
        {
            using Observer stopped = new() { StopAfter = k };
            Assert.False(Train($"stopped-{k}", stopped));
            Assert.True(Resume($"stopped-{k}", new Observer()));
            AssertSame("whole", $"stopped-{k}");
        }
    }

    [Fact]
    public void Killed_after_any_step_or_epoch_and_resumed_it_leaves_the_same_files()
    {
        Train("whole", new Observer());
        // Without a checkpoint in the middle of an epoch, and with one after every step.
        foreach (TimeProvider time in (TimeProvider[])[TimeProvider.System, new HurriedTime()])
        {
            for (int k = 1; k <= Steps; k++)
            {
                string name = $"killed-{time.GetType().Name}-{k}";
                Observer killer = new() { AfterStep = trainer => KillAt(trainer, k), AfterEpoch = trainer => KillAt(trainer, k + 1) };
                Assert.Throws<KilledException>(() => Train(name, killer, time));
                // And killed once more on the way.
                if (k < Steps - 1)
                {
                    Assert.Throws<KilledException>(
                        () => Resume(name, new Observer { AfterStep = trainer => KillAt(trainer, k + 1) }, time));
                }
                Assert.True(Resume(name, new Observer(), time));
                AssertSame("whole", name);
            }
        }

        static void KillAt(Trainer trainer, int step)
        {
            if (trainer.StepsDone == step)
            {
                throw new KilledException();
            }
        }
    }

    [Fact]
    public void Time_decides_only_how_often_a_checkpoint_is_saved()
    {
        List<long> newest = [];
        Observer observer = new()
        {
            AfterStep = trainer => newest.Add(RunFolder.Open(_folder["run"]).RecoverCheckpoint().Step),
        };
        Train("run", observer, new HurriedTime());
        Assert.Equal(Enumerable.Range(1, Steps).Select(step => (long)step), newest);
        newest.Clear();
        Train("slow", new Observer { AfterStep = _ => newest.Add(RunFolder.Open(_folder["slow"]).RecoverCheckpoint().Step) });
        Assert.Equal([0, 0, 0, 3, 3, 3, 6, 6, 6], newest);
        AssertSame("run", "slow");
    }

    [Fact]
    public void A_damaged_newest_checkpoint_costs_only_time()
    {
        Train("whole", new Observer());
        using Observer stopped = new() { StopAfter = 7 };
        Train("run", stopped);
        string newest = _folder["run/checkpoints/step-0000000007.safetensors"];
        File.WriteAllBytes(newest, File.ReadAllBytes(newest)[..^1]);
        using (TrainingRun run = TrainingRun.Resume(_folder["run"], s_settings))
        {
            Assert.Contains(newest, Assert.Single(run.Warnings));
            Assert.Equal(6, run.Trainer.StepsDone);
            Assert.True(File.Exists(newest));
            run.Train(new Observer());
        }
        AssertSame("whole", "run");
        Assert.Equal(["step-0000000006.safetensors", "step-0000000009.safetensors"], Checkpoints("run"));
    }

    [Fact]
    public void A_finished_run_killed_before_its_oldest_checkpoint_went_loses_it_when_it_is_resumed()
    {
        string oldest = _folder["run/checkpoints/step-0000000003.safetensors"];
        byte[] content = [];
        Train("run", new Observer { AfterEpoch = trainer => content = trainer.StepsDone == 3 ? File.ReadAllBytes(oldest) : content });
        Assert.False(File.Exists(oldest));
        File.WriteAllBytes(oldest, content);
        Assert.True(Resume("run", new Observer()));
        Assert.Equal(["step-0000000006.safetensors", "step-0000000009.safetensors"], Checkpoints("run"));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(4, false)]
    public void Without_any_checkpoint_a_run_begins_again_only_if_it_has_no_epoch_to_lose(int steps, bool begins)
    {
        Train("whole", new Observer());
        using Observer stopped = new() { StopAfter = steps };
        Train("run", stopped);
        foreach (string file in Directory.GetFiles(_folder["run/checkpoints"]))
        {
            File.Delete(file);
        }
        if (begins)
        {
            TrainingRun.Resume(_folder["run"], s_settings).Dispose();
            Assert.Equal(["step-0000000000.safetensors"], Checkpoints("run"));
            Assert.True(Resume("run", new Observer()));
            AssertSame("whole", "run");
            return;
        }
        byte[] model = File.ReadAllBytes(_folder["run/model.safetensors"]);
        ErrorData error = Assert.ThrowsAny<SaccadeException>(() => Resume("run", new Observer())).Error;
        Assert.Equal(
            (ErrorKind.Missing, _folder["run/checkpoints"], "there is no checkpoint, but epochs were trained"),
            (error.Kind, error.Path, error.Detail));
        Assert.Equal(1, RunFolder.Open(_folder["run"]).Metrics().Epochs);
        Assert.Equal(model, File.ReadAllBytes(_folder["run/model.safetensors"]));
    }

    [Theory]
    [InlineData(true, "is damaged")]
    [InlineData(false, "there is no such file")]
    public void That_the_best_model_is_lost_is_reported_and_the_next_epochs_takes_its_place(bool damaged, string reason)
    {
        using Observer stopped = new() { StopAfter = 4 };
        Train("run", stopped);
        string model = _folder["run/model.safetensors"];
        Spoil(model, damaged);
        using TrainingRun run = TrainingRun.Resume(_folder["run"], s_settings);
        string warning = Assert.Single(run.Warnings);
        Assert.Contains(model, warning);
        Assert.Contains(reason, warning);
        Assert.Contains("It held the best weights, those of epoch 1 with a validation error of ", warning);
        Assert.Contains("the next epoch's take their place", warning);
        Assert.Null(run.Trainer.State.BestErrorPercent);
        using Observer rest = new();
        run.Train(rest);
        Assert.True(rest.Best[0]);
        Assert.NotEqual("1", ModelFile.Read(model).Facts["epoch"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void That_a_finished_runs_model_is_lost_is_reported_with_a_remedy(bool damaged)
    {
        Train("run", new Observer());
        string model = _folder["run/model.safetensors"];
        Spoil(model, damaged);
        ErrorData error = Assert.ThrowsAny<SaccadeException>(() => TrainingRun.Resume(_folder["run"], s_settings)).Error;
        Assert.Equal((damaged ? ErrorKind.Damaged : ErrorKind.Missing, model), (error.Kind, error.Path));
        Assert.EndsWith("the run is finished: bring the file back, or begin a new run with --run", error.Remedy);
        if (damaged)
        {
            error = Assert.ThrowsAny<SaccadeException>(() => TrainedModel.Open(_folder["run"])).Error;
            Assert.Equal((ErrorKind.Damaged, model), (error.Kind, error.Path));
            Assert.Equal($"'saccade train --resume {_folder["run"]}' says what can be done", error.Remedy);
        }
    }

    private static void Spoil(string file, bool damaged)
    {
        byte[] content = File.ReadAllBytes(file);
        content[^100] ^= 1;
        File.Delete(file);
        if (damaged)
        {
            File.WriteAllBytes(file, content);
        }
    }

    [Theory]
    [InlineData("\"vectorBits\": ", "\"vectorBits\": 1", "The run began on a processor with vectors of 1")]
    [InlineData("\"saccade\": \"", "\"saccade\": \"0.0.1-", "The run began with Saccade 0.0.1-")]
    public void Another_processor_or_version_is_reported_on_resuming(string right, string wrong, string warning)
    {
        using Observer stopped = new() { StopAfter = 4 };
        Train("run", stopped);
        string path = _folder["run/run.json"], text = File.ReadAllText(path);
        Assert.Contains(right, text);
        File.WriteAllText(path, text.Replace(right, wrong));
        using TrainingRun run = TrainingRun.Resume(_folder["run"], s_settings);
        Assert.StartsWith(warning, Assert.Single(run.Warnings));
    }

    [Fact]
    public void A_model_of_an_epoch_that_is_trained_once_more_is_replaced_whatever_comes_of_it()
    {
        using Observer one = new() { StopAfter = 3 }, two = new() { StopAfter = 6 };
        Train("one", one);
        Train("two", two);
        using (TrainingRun run = TrainingRun.Resume(_folder["one"], s_settings))
        {
            Assert.NotNull(run.Trainer.State.BestErrorPercent);
        }
        ModelFile model = ModelFile.Read(_folder["two/model.safetensors"]);
        (model with { Facts = new Dictionary<string, string>(model.Facts) { ["epoch"] = "2" } }).Write(_folder["one/model.safetensors"]);
        using (TrainingRun run = TrainingRun.Resume(_folder["one"], s_settings))
        {
            Assert.Null(run.Trainer.State.BestErrorPercent);
        }
        File.WriteAllText(_folder["one/model.safetensors"], "damaged");
        Assert.True(Resume("one", new Observer()));
        Assert.Contains(TrainedModel.Open(_folder["one"]).File.Facts["epoch"], (string[])["2", "3"]);
    }

    [Fact]
    public void What_was_hardly_meant_is_reported_at_the_start()
    {
        using (TrainingRun run = TrainingRun.Start(s_recipe, _folder["meant"], s_settings))
        {
            Assert.Empty(run.Warnings);
        }
        int threads = Environment.ProcessorCount + 1;
        using (TrainingRun run = TrainingRun.Start(
            s_recipe.With(["training.batch_size=26"]), _folder["hardly"], s_settings with { Threads = threads }))
        {
            Assert.Equal(2, run.Warnings.Count);
            Assert.Contains($"--threads is {threads} and this machine has {threads - 1} cores", run.Warnings[0]);
            Assert.Contains("training.batch_size is 26 and there are 25 images", run.Warnings[1]);
        }
    }

    [Fact]
    public void A_resumed_run_keeps_seed_and_threads_and_warns_of_others()
    {
        using Observer stopped = new() { StopAfter = 1 };
        Train("run", stopped);
        using (TrainingRun run = TrainingRun.Resume(_folder["run"], new TrainingSettings { Seed = 99 }))
        {
            Assert.Empty(run.Warnings);
            Assert.Equal(5, run.Folder.Info.Seed);
        }
        using (TrainingRun run = TrainingRun.Resume(_folder["run"], new TrainingSettings { Threads = 2 }))
        {
            Assert.Contains("--threads 1; with 2 ", Assert.Single(run.Warnings));
        }
        Assert.Equal((1, 2), (RunFolder.Open(_folder["run"]).Info.Threads, RunFolder.Open(_folder["run"]).Info.LaterThreads));
    }

    [Fact]
    public void A_run_that_can_not_begin_leaves_nothing()
    {
        Recipe mnist = s_recipe with { Task = new() };
        Assert.Throws<SaccadeException>(() => TrainingRun.Start(mnist, _folder["new"], s_settings with { DataFolder = _folder["none"] }));
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Throws<SaccadeException>(() => TrainingRun.Start(mnist, _folder["empty"], s_settings with { DataFolder = _folder["none"] }));
        Assert.Equal([_folder["empty"]], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["empty"]));
    }

    [Fact]
    public void Weights_that_diverged_end_the_training_with_a_remedy()
    {
        using TrainingRun run = TrainingRun.Start(s_recipe, _folder["run"], s_settings);
        IEngine engine = run.Trainer.Engine;
        engine.LoadWeights(
            [.. engine.SaveWeights().Select(w => w.Name.StartsWith("location.", StringComparison.Ordinal)
                ? w with { Values = [.. w.Values.Select(_ => float.NaN)] }
                : w)]);
        NumericalException fault = Assert.Throws<NumericalException>(() => run.Train(new Observer()));
        Assert.Equal((0L, double.NaN, ErrorKind.NotFinite), (fault.Step, fault.Error.Value, fault.Error.Kind));
        Assert.Equal(_folder["run/checkpoints/step-0000000000.safetensors"], fault.Checkpoint);
        Assert.Contains("lower training.schedule.learning_rate", fault.Error.Remedy);
        Assert.Equal(0, run.Trainer.StepsDone);
    }

    [Fact]
    public void Weights_beyond_all_numbers_are_not_saved()
    {
        using TrainingRun run = TrainingRun.Start(s_recipe, _folder["run"], s_settings);
        using Observer observer = new()
        {
            StopAfter = 2,
            AfterStep = trainer => trainer.Engine.LoadWeights([.. trainer.Engine.SaveWeights()
                .Select(w => w.Name.StartsWith("action.", StringComparison.Ordinal) && trainer.StepsDone == 2
                    ? w with { Values = [.. w.Values.Select(_ => float.PositiveInfinity)] }
                    : w)]),
        };
        NumericalException fault = Assert.Throws<NumericalException>(() => run.Train(observer, observer.Stop));
        Assert.StartsWith("model/action.", fault.Error.Key);
        Assert.Equal((2L, double.PositiveInfinity), (fault.Step, fault.Error.Value));
        Assert.Equal(_folder["run/checkpoints/step-0000000000.safetensors"], fault.Checkpoint);
        Assert.Equal(["step-0000000000.safetensors"], Directory.GetFiles(run.Folder.CheckpointsPath).Select(Path.GetFileName));
    }

    [Fact]
    public void A_run_of_an_older_version_that_knew_fewer_options_resumes()
    {
        using (Observer stopped = new() { StopAfter = 4 })
        {
            Train("run", stopped);
        }
        // What such a version would have left: a recipe without the option, and checkpoints that name that recipe.
        string path = _folder["run/recipe.toml"];
        string older = File.ReadAllText(path).Replace("skippable_steps = 0\n", "");
        File.WriteAllText(path, older);
        string checkpoint = Directory.GetFiles(_folder["run/checkpoints"]).Order().Last();
        TensorFile file = TensorFile.Read(checkpoint);
        string name =
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(older + "\n5")));
        (file with { Metadata = new Dictionary<string, string>(file.Metadata) { ["run"] = name } }).Write(checkpoint);
        Assert.True(Resume("run", new Observer()));

        // But another recipe is another run.
        File.WriteAllText(path, older.Replace("epochs = 3", "epochs = 4"));
        ErrorData error = Assert.ThrowsAny<SaccadeException>(() => Resume("run", new Observer())).Error;
        Assert.Equal(
            (ErrorKind.Mismatch, "run", _folder["run/checkpoints/step-0000000009.safetensors"]), (error.Kind, error.Key, error.Path));
    }

    [Fact]
    public void One_run_has_one_trainer_and_may_be_looked_at_meanwhile()
    {
        using TrainingRun run = TrainingRun.Start(s_recipe, _folder["run"], s_settings);
        ErrorData held = Assert.ThrowsAny<SaccadeException>(() => TrainingRun.Resume(_folder["run"], s_settings)).Error;
        Assert.Equal((ErrorKind.InUse, _folder["run"]), (held.Kind, held.Path));
        ErrorData early = Assert.ThrowsAny<SaccadeException>(() => TrainedModel.Open(_folder["run"])).Error;
        Assert.Equal((ErrorKind.NotReady, _folder["run"]), (early.Kind, early.Path));
        run.Train(new Observer());
        Assert.Equal(_folder["run/model.safetensors"], TrainedModel.Open(_folder["run"]).Path);
    }

    private bool Train(string name, Observer observer, TimeProvider? time = null)
    {
        using TrainingRun run = TrainingRun.Start(s_recipe, _folder[name], s_settings, time);
        return Finishes(run, observer);
    }

    private bool Resume(string name, Observer observer, TimeProvider? time = null)
    {
        using TrainingRun run = TrainingRun.Resume(_folder[name], s_settings, time);
        return Finishes(run, observer);
    }

    private static bool Finishes(TrainingRun run, Observer observer)
    {
        try
        {
            run.Train(observer, observer.Stop);
        }
        catch (OperationCanceledException)
        {
            Assert.True(observer.Stop.IsCancellationRequested);
        }
        return run.Trainer.Finished;
    }

    private IEnumerable<string?> Checkpoints(string name) =>
        Directory.GetFiles(_folder[$"{name}/checkpoints"]).Select(Path.GetFileName).Order();

    /// <summary>The same model, newest checkpoint and figures to the bit; only times may differ.</summary>
    private void AssertSame(string expected, string actual)
    {
        RunFolder one = RunFolder.Open(_folder[expected]);
        RunFolder other = RunFolder.Open(_folder[actual]);
        Assert.Equal(File.ReadAllBytes(one.ModelPath), File.ReadAllBytes(other.ModelPath));
        string newest = $"step-{Steps:D10}.safetensors";
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(one.CheckpointsPath, newest)), File.ReadAllBytes(Path.Combine(other.CheckpointsPath, newest)));
        Assert.Equal(one.Metrics().Columns, other.Metrics().Columns);
        Assert.All(
            one.Metrics().Columns.Except(["seconds", "images_per_second"]),
            column => Assert.Equal(one.Metrics()[column], other.Metrics()[column]));
        Assert.Equal(new FileInfo(one.EventsPath).Length, new FileInfo(other.EventsPath).Length);
    }

    private sealed class KilledException : Exception;

    /// <summary>A clock on which every look at it is a quarter of an hour after the last.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds += 15 * 60;
    }
}
