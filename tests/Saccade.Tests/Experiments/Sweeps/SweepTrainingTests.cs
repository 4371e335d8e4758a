using System.Collections.Concurrent;
using System.Globalization;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Runs;
using Saccade.Experiments.Sweeps;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Experiments.Reports;

namespace Saccade.Tests.Experiments.Sweeps;

public sealed class SweepTrainingTests : IDisposable
{
    private static readonly Recipe s_recipe = new Recipe { Name = "tiny" }.With([
        "task.digits=drawn", "task.training_digits=40", "task.validation_digits=20", "task.test_digits=20",
        "model.hidden=8", "model.glimpse_hidden=4", "model.glimpse_features=8", "model.glimpses=2",
        "training.epochs=4", "training.batch_size=10"]);

    private static readonly TrainingSettings s_settings = new() { Threads = 1 };

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _lines = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_workers_train_every_run_once_and_write_tables_pages_and_the_best_recipe()
    {
        SweepFolder sweep = Begin("sweep", new() { Seeds = 2 }, "model.sigma=0.1,0.2", "training.optimiser.kind=adam,sgd");
        SweepResult result = Run(sweep, jobs: 2);
        Assert.Equal((0, 0), (result.Left, result.Failed));
        Assert.Equal(8, _lines.Count(line => line.Contains(": begins, ", StringComparison.Ordinal)));
        Assert.DoesNotContain(_lines, line => line.Contains("continues", StringComparison.Ordinal));
        // Every run is that of the recipe with its values and seed, trained alone.
        using (TrainingRun alone = TrainingRun.Start(
            s_recipe.With(["model.sigma=0.2", "training.optimiser.kind=adam"]), _folder["alone"], s_settings with { Seed = 1 }))
        {
            alone.Train(new Silent());
        }
        Assert.Equal(Model("alone"), Model("sweep/runs/3-seed1"));

        string page = File.ReadAllText(_folder["sweep/sweep.md"]), html = File.ReadAllText(_folder["sweep/sweep.html"]);
        PageTests.RequireTables(page);
        PageTests.RequireSelfContained(html);
        Assert.Contains("4 settings (all combinations), each with 2 seeds.", page);
        string[] csv = File.ReadAllLines(_folder["sweep/sweep.csv"]);
        Assert.Equal(5, csv.Length);
        Assert.StartsWith("setting,model.sigma,training.optimiser.kind,validation_error_percent,", csv[0]);
        double[] errors = [.. csv.Skip(1).Select(line => double.Parse(line.Split(',')[3], CultureInfo.InvariantCulture))];
        Assert.Equal(errors.Order(), errors);
        Assert.Equal(9, File.ReadAllLines(_folder["sweep/runs.csv"]).Length);
        Recipe best = RecipeFile.Read(result.BestRecipePath!);
        Assert.Equal(best, result.Settings[0].Setting.Recipe);

        // The same command finds nothing to do.
        _lines.Clear();
        Run(Begin("sweep", new() { Seeds = 2 }, "model.sigma=0.1,0.2", "training.optimiser.kind=adam,sgd"));
        Assert.Empty(_lines);
    }

    [Fact]
    public void A_run_that_was_stopped_or_killed_continues_to_the_same_weights_and_finished_ones_are_left_alone()
    {
        Run(Begin("whole", new(), "model.sigma=0.1,0.2"));
        SweepFolder sweep = Begin("cut", new(), "model.sigma=0.1,0.2");
        using CancellationTokenSource stop = new();
        Assert.Equal(2, SweepTraining.Run(sweep, SweepShare.All, 1, s_settings, line => stop.Cancel(), stop.Token).Left);
        // As a process leaves a run that was killed between an epoch's metrics and its checkpoint.
        SweepTraining.Run(sweep, SweepShare.All, 1, s_settings, _lines.Enqueue);
        File.Delete(Directory.GetFiles(_folder["cut/runs/2-seed0/checkpoints"]).Order(StringComparer.Ordinal).Last());
        _lines.Clear();
        Run(SweepFolder.Open(_folder["cut"]));
        Assert.Equal(2, _lines.Count);
        Assert.StartsWith("2-seed0: continues after epoch 3", _lines.First());
        Assert.Equal(Model("whole/runs/1-seed0"), Model("cut/runs/1-seed0"));
        Assert.Equal(Model("whole/runs/2-seed0"), Model("cut/runs/2-seed0"));
    }

    [Fact]
    public void A_process_takes_its_share_alone_and_never_a_run_that_another_one_holds()
    {
        SweepFolder sweep = Begin("sweep", new() { Seeds = 2 }, "model.sigma=0.1,0.2");
        Run(sweep, share: new(1, 3));
        Assert.Equal(["2-seed0"], Directory.GetDirectories(_folder["sweep/runs"]).Select(path => Path.GetFileName(path)));
        using (RunLock.Take(Directory.CreateDirectory(_folder["sweep/runs/1-seed0"]).FullName))
        {
            Assert.Equal(1, Run(sweep).Left);
            Assert.False(RunFolder.IsRun(_folder["sweep/runs/1-seed0"]));
        }
        Assert.Equal(0, Run(sweep).Left);
    }

    [Fact]
    public void Halving_stops_poor_settings_by_validation_alone_and_survivors_are_those_of_a_whole_training()
    {
        SweepSearch halving = new() { Kind = SearchKind.Halving, Rungs = [1, 2], Eta = 2 };
        string[] set = ["training.schedule.learning_rate=1e-5,1e-2,1e-6,3e-3"];
        SweepFolder sweep = Begin("halving", halving, set);
        SweepResult result = Run(sweep);
        Assert.Equal(0, result.Left);
        Assert.Equal([4, 2, 1, 1], result.Settings.Select(setting => setting.Epochs));
        Assert.Equal([null, 2, 1, 1], result.Settings.Select(setting => setting.StoppedAt));

        Run(Begin("grid", new(), set));
        double?[] ErrorsAt(int epoch) => [.. SweepFolder.Open(_folder["grid"]).State().Runs.Select(run => run.Error(epoch))];
        int[] first = [.. Enumerable.Range(0, 4).OrderBy(i => ErrorsAt(1)[i]).Take(2)];
        int winner = first.Order().OrderBy(i => ErrorsAt(2)[i]).First();
        Assert.Equal(winner + 1, result.Settings[0].Setting.Number);
        Assert.Equal(Model($"grid/runs/{winner + 1}-seed0"), Model($"halving/runs/{winner + 1}-seed0"));
        Assert.Contains("stopped after epoch 1", File.ReadAllText(_folder["halving/sweep.md"]));
    }

    [Fact]
    public void A_run_that_fails_is_a_row_with_its_reason_and_not_the_end_of_the_sweep()
    {
        SweepFolder sweep = Begin("sweep", new(), "training.optimiser.kind=sgd", "training.schedule.learning_rate=100,0.01");
        SweepResult result = Run(sweep);
        Assert.Equal((0, 1), (result.Left, result.Failed));
        string page = File.ReadAllText(_folder["sweep/sweep.md"]);
        Assert.Contains("| 1-seed0 | ", page);
        Assert.Contains("1 of 1 failed", page);
        Assert.Equal("2", Assert.Single(result.Settings, setting => setting.IsFinished).Setting.Number.ToString());
        _lines.Clear();
        Run(sweep);
        Assert.Empty(_lines);
    }

    [Fact]
    public void Another_sweep_another_folder_and_a_changed_run_are_refused()
    {
        SweepFolder sweep = Begin("sweep", new(), "model.sigma=0.1,0.2");
        Assert.Equal(ErrorKind.Exists, Refused(() => Begin("sweep", new(), "model.sigma=0.1,0.3")));
        Assert.Equal(ErrorKind.Exists, Refused(() => Begin("sweep", new() { Seeds = 2 }, "model.sigma=0.1,0.2")));
        File.WriteAllText(Directory.CreateDirectory(_folder["mine"]).FullName + "/recipe.toml", "");
        Assert.Equal(ErrorKind.Exists, Refused(() => Begin("mine", new(), "model.sigma=0.1,0.2")));
        Assert.Equal(ErrorKind.Missing, Refused(() => SweepFolder.Open(_folder["mine"])));
        using (TrainingRun.Start(s_recipe.With(["model.sigma=0.3"]), _folder["sweep/runs/1-seed0"], s_settings))
        {
        }
        Assert.Equal(ErrorKind.Mismatch, Refused(() => Run(sweep)));
        File.WriteAllText(_folder["sweep/sweep.json"], File.ReadAllText(_folder["sweep/sweep.json"]).Replace("\"0.1\"", "\"0.1\", \"9\""));
        Assert.Equal(ErrorKind.Damaged, Refused(() => SweepFolder.Open(_folder["sweep"])));

        static ErrorKind Refused(Func<object> action) => Assert.Throws<SaccadeException>(action).Error.Kind;
    }

    [Fact]
    public void A_page_is_written_anew_where_a_run_of_another_process_ended_meanwhile()
    {
        SweepFolder sweep = Begin("sweep", new(), "model.sigma=0.1,0.2");
        Run(sweep, share: new(0, 2));
        SweepResult read = SweepResult.Read(sweep);
        Run(sweep);
        SweepPage.Write(sweep, () =>
        {
            SweepResult stale = read;
            read = SweepResult.Read(sweep);
            return stale;
        });
        Assert.DoesNotContain("waiting", File.ReadAllText(_folder["sweep/sweep.md"]));
    }

    [Fact]
    public void A_slurm_job_has_a_task_for_each_share()
    {
        SlurmJob job = SlurmJob.Write(Begin("sweep", new(), "model.sigma=0.1,0.2"), ["/opt/a b/saccade"], 2, 4, "data");
        string script = File.ReadAllText(job.ScriptPath);
        Assert.StartsWith("#!/bin/sh\n", script);
        Assert.Contains("#SBATCH --array=0-1\n", script);
        Assert.Contains("#SBATCH --cpus-per-task=4\n", script);
        Assert.Contains(
            $"exec '/opt/a b/saccade' sweep --run {_folder["sweep"]} --index \"$SLURM_ARRAY_TASK_ID\" --of 2 --threads 4 --data ", script);
    }

    [Fact]
    public void Runs_of_halving_are_not_divided_beforehand_because_a_process_would_wait_for_others_that_may_never_start()
    {
        SweepFolder sweep = Begin("sweep", new() { Kind = SearchKind.Halving }, "model.sigma=0.1,0.2");
        Assert.Equal("--index", Assert.Throws<OptionException>(() => Run(sweep, share: new(0, 2))).Error.Key);
        Assert.DoesNotContain("--index", File.ReadAllText(SlurmJob.Write(sweep, ["saccade"], 2, 1, null).ScriptPath));
    }

    private SweepFolder Begin(string name, SweepSearch search, params string[] set)
    {
        (SweepPlan plan, Recipe recipe) = SweepPlan.Create(s_recipe, set, search);
        return SweepFolder.Begin(_folder[name], plan, recipe);
    }

    private SweepResult Run(SweepFolder sweep, int jobs = 1, SweepShare? share = null) =>
        SweepTraining.Run(sweep, share ?? SweepShare.All, jobs, s_settings, _lines.Enqueue);

    private byte[] Model(string run) => File.ReadAllBytes(_folder[run + "/model.safetensors"]);

    private sealed class Silent : Saccade.Training.ITrainingObserver;
}
