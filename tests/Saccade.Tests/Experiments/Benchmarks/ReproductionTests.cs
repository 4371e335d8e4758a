using Saccade.Errors;
using Saccade.Experiments.Benchmarks;
using Saccade.Experiments.Config;
using Saccade.Experiments.Runs;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Experiments.Reports;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Benchmarks;

public sealed class ReproductionTests : IDisposable
{
    private const int StepsPerEpoch = 4;

    private static readonly Recipe s_recipe = new Recipe { Name = "tiny", Title = "Tiny | one" }.With([
        "task.digits=drawn", "task.training_digits=40", "task.validation_digits=20", "task.test_digits=20",
        "model.hidden=8", "model.glimpse_hidden=4", "model.glimpse_features=8", "model.glimpses=2",
        "training.epochs=3", "training.batch_size=10"]);

    private static readonly PlannedReproduction s_row = new(
        new() { Recipe = "tiny", Task = "a task", Method = "a method", Paper = "1.07", Report = "about 50", Public = "0.67 (somebody)" },
        s_recipe);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_seeds_make_a_page_with_mean_and_deviation_beside_the_published_figures()
    {
        Recorder recorder = Reproduce(2);
        Assert.Equal(2 * 3 * StepsPerEpoch, recorder.Steps);
        ReproductionResult result = Assert.Single(ReproductionResult.ReadAll(_folder["rows"]));
        Assert.Equal([0, 1], result.Seeds.Select(seed => seed.Seed));
        Assert.All(result.Seeds, seed => Assert.Equal((3, 20, 2), (seed.Epochs, seed.Images, seed.AccuracyByGlimpse.Count)));
        Assert.False(result.IsShort());

        string page = File.ReadAllText(_folder["index.md"]),
            html = File.ReadAllText(_folder["index.html"]),
            row = File.ReadAllText(_folder["rows/tiny.md"]);
        foreach (string text in new[] { page, html, row })
        {
            Assert.Contains($"{result.Mean():0.00} ± {result.Deviation():0.00}", text);
            Assert.Contains($"{result.MeanAveraged():0.00} ± {result.DeviationAveraged():0.00}", text);
            Assert.Contains("1.07", text);
            Assert.Contains("about 50", text);
            Assert.Contains("0.67 (somebody)", text);
            Assert.Contains("saccade reproduce tiny --seeds 2 --threads 1", text);
            Assert.DoesNotContain("short:", text);
        }
        PageTests.RequireTables(page);
        PageTests.RequireTables(row);
        PageTests.RequireSelfContained(html);
        Assert.Contains("](pictures/tiny-curves.png)", page);
        Assert.Contains("](../pictures/tiny-glimpses.png)", row);
        Assert.Equal(2, html.Split("src=\"data:image/png;base64,iVBORw0KGgo").Length - 1);
    }

    [Fact]
    public void What_is_trained_and_tested_is_used_as_it_is_and_a_further_seed_is_added()
    {
        Reproduce(1);
        byte[] test = File.ReadAllBytes(_folder["runs/tiny-seed0/test.json"]);
        Assert.Equal(0, Reproduce(1).Steps);
        // It holds the speed of the test, which no second test would repeat.
        Assert.Equal(test, File.ReadAllBytes(_folder["runs/tiny-seed0/test.json"]));
        Assert.Equal(3 * StepsPerEpoch, Reproduce(2).Steps);
        Assert.Equal(2, Assert.Single(ReproductionResult.ReadAll(_folder["rows"])).Seeds.Count);
    }

    [Fact]
    public void A_run_that_was_killed_before_its_last_checkpoint_trains_its_last_epoch_again()
    {
        Reproduce(1);
        string[] expected = Checkpoints();
        byte[] last = File.ReadAllBytes(expected[^1]);
        File.Delete(expected[^1]);
        Assert.Equal(StepsPerEpoch, Reproduce(1).Steps);
        Assert.Equal(expected, Checkpoints());
        Assert.Equal(last, File.ReadAllBytes(expected[^1]));
        // It was killed before it deleted the checkpoint that the last one replaces.
        File.Copy(expected[0], expected[0].Replace($"{2 * StepsPerEpoch}.", $"{StepsPerEpoch}.", StringComparison.Ordinal));
        Assert.Equal(3, Checkpoints().Length);
        Assert.Equal(0, Reproduce(1).Steps);
        Assert.Equal(expected, Checkpoints());

        string[] Checkpoints() =>
            [.. Directory.GetFiles(_folder["runs/tiny-seed0/checkpoints"]).Order(StringComparer.Ordinal)];
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    public void Catch_is_a_row_with_a_random_player_beside_it(double? minutes)
    {
        Recipe recipe = new Recipe { Name = "game" }.With([
            "task.kind=catch", "catch.side=5", "catch.training_episodes=32", "catch.validation_episodes=20", "model.classes=3",
            "model.glimpses=4",
            "model.core=lstm", "model.hidden=6", "model.glimpse_hidden=5", "model.glimpse_features=6", "model.sensor.patch_side=3",
            "training.epochs=2", "training.batch_size=16"]);
        PlannedReproduction row = new(PublishedResults.All.Single(row => row.Recipe == "catch"), recipe);
        ReproductionOptions options = Options("games", 1) with { Budget = minutes is double m ? TimeSpan.FromMinutes(m) : null };
        Assert.True(new Reproduction(options, new Recorder()).Run([row]));

        ReproductionResult result = Assert.Single(ReproductionResult.ReadAll(_folder["games/rows"]));
        SeedResult seed = Assert.Single(result.Seeds);
        Assert.Equal(CatchTask.DefaultTestEpisodes, seed.Images);
        Assert.InRange(seed.Figure, seed.Low, seed.High);
        using IEngine agent = TrainedModel.Open(Path.Combine(_folder["games"], seed.Run)).CreateEngine(1);
        TaskTest test = TaskTest.Run(agent, new CatchTask(recipe.Catch), Split.Test, new());
        Assert.Equal(test.Result.ErrorPercent, seed.Figure);
        Assert.Equal(test.Chance!.ErrorPercent, seed.RandomPlayer);
        string page = File.ReadAllText(_folder["games/index.md"]);
        Assert.Contains("balls missed, %", page);
        Assert.Contains($"| a random player | {seed.RandomPlayer:0.00} |", page);
        Assert.Contains("about 15", page);
        PageTests.RequireTables(page);
    }

    [Fact]
    public void A_test_of_fewer_rollouts_is_not_taken_for_the_rows()
    {
        Reproduce(1);
        double? averaged = Assert.Single(ReproductionResult.ReadAll(_folder["rows"])).MeanAveraged();
        RunFolder run = RunFolder.Open(_folder["runs/tiny-seed0"]);
        TestRecord ten = TestRecord.Read(run, 3)!;
        (ten with { Result = ten.Result! with { Rollouts = 1, AveragedErrorPercent = -1 } }).Write(run);

        Reproduce(1);

        Assert.Equal(averaged, Assert.Single(ReproductionResult.ReadAll(_folder["rows"])).MeanAveraged());
    }

    [Fact]
    public void A_stopped_reproduction_resumes_to_the_same_result()
    {
        Recorder stopped = new() { StopAfter = StepsPerEpoch + 2 };
        Assert.False(new Reproduction(Options("stopped", 1), stopped).Run([s_row], stopped.Stop.Token));
        Assert.False(File.Exists(_folder["stopped/index.html"]));
        Recorder resumed = new();
        Assert.True(new Reproduction(Options("stopped", 1), resumed).Run([s_row]));
        Assert.Equal(3 * StepsPerEpoch - stopped.Steps, resumed.Steps);
        Assert.True(new Reproduction(Options("whole", 1), new Recorder()).Run([s_row]));
        Assert.Equal(
            File.ReadAllBytes(_folder["whole/runs/tiny-seed0/model.safetensors"]),
            File.ReadAllBytes(_folder["stopped/runs/tiny-seed0/model.safetensors"]));
    }

    [Fact]
    public void A_budget_shortens_the_schedule_for_all_seeds_alike_and_is_kept()
    {
        PlannedReproduction row = s_row with { Recipe = s_recipe.With(["training.epochs=5000"]) };
        ReproductionOptions options = Options(".", 2) with { Budget = TimeSpan.FromMinutes(20) };
        Assert.True(new Reproduction(options, new Recorder(), new SteadyClock()).Run([row]));
        RunFolder first = RunFolder.Open(_folder["runs/tiny-10min-seed0"]), second = RunFolder.Open(_folder["runs/tiny-10min-seed1"]);
        int epochs = first.Recipe.Training.Epochs;
        Assert.InRange(epochs, 2, 4999);
        Assert.Equal(epochs, second.Recipe.Training.Epochs);
        Assert.Equal(epochs, first.Metrics().Epochs);
        Assert.InRange(first.Metrics()["learning_rate"][^1], 0, 1e-4);
        Assert.Contains($"(short: {epochs} of 5000 epochs)", File.ReadAllText(_folder["index.md"]));
        Assert.Contains($"(short: {epochs} of 5000 epochs)", File.ReadAllText(_folder["index.html"]));
        Assert.Contains("the whole schedule fitted to the time", File.ReadAllText(_folder["rows/tiny.md"]));
        Assert.Contains("saccade reproduce tiny --budget 20 --seeds 2", File.ReadAllText(_folder["rows/tiny.md"]));
        // A second time nothing is measured or trained.
        Recorder again = new();
        Assert.True(new Reproduction(options, again, new SteadyClock()).Run([row]));
        Assert.Equal(0, again.Steps);
    }

    [Fact]
    public void A_speed_trial_continues_over_short_epochs_until_the_slow_first_steps_are_over()
    {
        Recipe recipe = s_recipe.With(["training.epochs=5000"]);
        SpeedTrial? trial = SpeedTrial.Run(recipe, new() { Threads = 1 }, TimeSpan.FromMinutes(20), new SteadyClock(slow: 8), default);
        // A second for each step, one for validation.
        Assert.Equal(StepsPerEpoch + 1, trial!.SecondsPerEpoch);
    }

    [Fact]
    public void A_run_that_proves_too_slow_is_stopped_after_an_epoch_and_marked()
    {
        TimeSpan budget = TimeSpan.FromTicks(1);
        string place = new RunPaths(_folder["runs"], budget).Place("tiny", 0);
        TrainingRun.Start(ShortSchedule.Fit(s_recipe, 2), place, new() { Threads = 1 }).Dispose();
        ReproductionOptions options = Options(".", 1) with { Budget = budget };
        Assert.Equal(StepsPerEpoch, Reproduce(options).Steps);
        Assert.Contains("short: 1 of 3 epochs; the time was up before the end of a schedule of 2", File.ReadAllText(_folder["index.md"]));
        Assert.Equal(0, Reproduce(options).Steps);
    }

    [Fact]
    public void A_finished_run_of_full_length_serves_a_budget_that_it_kept_to_and_the_other_way_round()
    {
        Reproduce(1);
        Assert.NotEqual(0, Reproduce(Options(".", 1) with { Budget = TimeSpan.FromMicroseconds(1) }).Steps);
        Assert.Equal(0, Reproduce(Options(".", 1) with { Budget = TimeSpan.FromMinutes(1) }).Steps);
        Directory.Move(_folder["runs/tiny-seed0"], _folder["runs/tiny-30min-seed0"]);
        Assert.Equal(0, Reproduce(1).Steps);
    }

    [Fact]
    public void A_damaged_run_of_another_recipe_whose_name_begins_alike_is_left_alone()
    {
        Reproduce(1);
        Directory.Move(_folder["runs/tiny-seed0"], _folder["runs/tiny-30min-seed0"]);
        foreach (string other in (string[])["tiny-other-seed0", "tiny-2-5min-seed0"])
        {
            Directory.CreateDirectory(_folder[$"runs/{other}"]);
            File.WriteAllText(_folder[$"runs/{other}/run.json"], "{");
            File.Copy(_folder["runs/tiny-30min-seed0/recipe.toml"], _folder[$"runs/{other}/recipe.toml"]);
            Assert.Throws<SaccadeException>(() => RunFolder.Open(_folder[$"runs/{other}"]));
        }
        Assert.Equal(0, Reproduce(1).Steps);
    }

    [Fact]
    public void A_run_by_another_recipe_is_not_taken_for_this_one()
    {
        Reproduce(1);
        PlannedReproduction changed = s_row with { Recipe = s_recipe.With(["model.sigma=0.2"]) };
        ErrorData error = Assert.Throws<SaccadeException>(() => new Reproduction(Options(".", 1), new Recorder()).Run([changed])).Error;
        Assert.Equal((ErrorKind.Mismatch, "tiny-seed0"), (error.Kind, Path.GetFileName(error.Path)));
        Assert.Equal(("model.sigma", "0.1", "the recipe tiny now has 0.2"), (error.Key, error.Value, error.Detail));
        PlannedReproduction renamed = s_row with { Recipe = s_recipe with { Title = "Other words" } };
        Assert.True(new Reproduction(Options(".", 1), new Recorder()).Run([renamed]));
    }

    [Fact]
    public void A_row_that_fails_does_not_keep_the_others_from_their_page()
    {
        PlannedReproduction failing = s_row with { Recipe = s_recipe.With(["task.digits=mnist"]) with { Name = "failing" } };
        ReproductionOptions options = Options(".", 1) with { DataFolder = _folder["no-data"] };
        Recorder recorder = new();
        SaccadeException failed = Assert.Throws<SaccadeException>(() => new Reproduction(options, recorder).Run([failing, s_row]));
        Assert.StartsWith("1 of 2 rows failed: failing;", failed.Error.Detail);
        SaccadeException cause =
            Assert.IsType<SaccadeException>(Assert.Single(Assert.IsType<AggregateException>(failed.InnerException).InnerExceptions));
        Assert.Equal((ErrorKind.Missing, "data folder"), (cause.Error.Kind, cause.Error.Key));
        Assert.Contains($"failing failed: {cause.Message}", recorder.Lines);
        Assert.Equal("tiny", Assert.Single(ReproductionResult.ReadAll(_folder["rows"])).Name);
    }

    [Fact]
    public void A_row_that_diverges_while_its_speed_is_measured_names_no_checkpoint_that_is_gone()
    {
        PlannedReproduction diverging = s_row with
        {
            Recipe = s_recipe.With(["training.optimiser.kind=sgd", "training.schedule.learning_rate=100", "training.batch_size=1"]),
        };
        ReproductionOptions options = Options(".", 1) with { Budget = TimeSpan.FromMinutes(1) };
        NumericalException fault = Assert.Throws<NumericalException>(() => new Reproduction(options, new Recorder()).Run([diverging]));
        Assert.NotNull(fault.Step);
        Assert.Null(fault.Checkpoint);
        Assert.StartsWith("begin a new run with a lower training.schedule.learning_rate", fault.Error.Remedy);
    }

    [Fact]
    public void The_ablation_has_a_figure_and_a_table_of_each_sweep()
    {
        IReadOnlyList<PlannedReproduction> points = Ablation.Create(s_recipe.With(["training.epochs=1"]));
        Assert.True(new Reproduction(Options(".", 1), new Recorder()).Run([points[0], points[1]]));
        string page = File.ReadAllText(_folder["index.md"]);
        PageTests.RequireTables(page);
        Assert.Contains("](pictures/ablation.png)", page);
        Assert.Contains("| g, side of a patch (k = 1, T = 2) | test error, % |", page);
        Assert.Matches(@"\n\| 4 \| .*\n\| 6 \| ", page);
        Assert.Contains("saccade reproduce ablation --seeds 1", File.ReadAllText(_folder["rows/tiny-g4-k1-t2.md"]));
        PageTests.RequireSelfContained(File.ReadAllText(_folder["index.html"]));
    }

    [Fact]
    public void Rows_that_differ_in_their_glimpses_make_a_curve()
    {
        PlannedReproduction[] rows = [.. new[] { 2, 1 }.Select(t => new PlannedReproduction(
            s_row.Row with { Recipe = $"tiny-t{t}", Glimpses = t },
            s_recipe.With([$"model.glimpses={t}", "training.epochs=1"]) with { Name = $"tiny-t{t}" }))];
        Assert.True(new Reproduction(Options(".", 1), new Recorder()).Run([rows[0]]));
        Assert.DoesNotContain("glimpses.png", File.ReadAllText(_folder["index.md"]).Replace("-glimpses.png", "", StringComparison.Ordinal));
        Assert.True(new Reproduction(Options(".", 1), new Recorder()).Run([rows[1]]));
        string page = File.ReadAllText(_folder["index.md"]);
        PageTests.RequireTables(page);
        Assert.Contains("](pictures/glimpses.png)", page);
        Assert.Contains("| a task: T, glimpses | test error, % | ten rollouts, % | the paper | seeds |", page);
        Assert.Matches(@"\n\| 1 \| .* \| 1.07 \| 1 \|\n\| 2 \| ", page);
    }

    [Fact]
    public void Where_nothing_is_random_one_rollout_is_enough()
    {
        PlannedReproduction row = s_row with { Recipe = s_recipe.With(["model.first_location=centre"]) };
        Assert.True(new Reproduction(Options(".", 1), new Recorder()).Run([row]));
        SeedResult seed = Assert.Single(Assert.Single(ReproductionResult.ReadAll(_folder["rows"])).Seeds);
        Assert.Null(seed.Averaged);
        Assert.NotEmpty(seed.AccuracyByGlimpse);
        Assert.DoesNotContain("ten rollouts averaged", File.ReadAllText(_folder["rows/tiny.md"]));
    }

    [Fact]
    public void What_has_no_glimpses_has_one_rollout_and_no_path()
    {
        PlannedReproduction row = s_row with { Row = s_row.Row with { HasGlimpses = false } };
        Assert.True(new Reproduction(Options(".", 1), new Recorder()).Run([row]));
        SeedResult seed = Assert.Single(Assert.Single(ReproductionResult.ReadAll(_folder["rows"])).Seeds);
        Assert.Null(seed.Averaged);
        Assert.Empty(seed.AccuracyByGlimpse);
        Assert.Equal(["tiny-curves.png"], Directory.GetFiles(_folder["pictures"]).Select(Path.GetFileName));
        Assert.DoesNotContain("ten rollouts averaged", File.ReadAllText(_folder["rows/tiny.md"]));
    }

    private ReproductionOptions Options(string folder, int seeds) => new() { Folder = _folder[folder], Seeds = seeds, Threads = 1 };

    private Recorder Reproduce(int seeds) => Reproduce(Options(".", seeds));

    private static Recorder Reproduce(ReproductionOptions options)
    {
        Recorder recorder = new();
        Assert.True(new Reproduction(options, recorder).Run([s_row]));
        return recorder;
    }
}
