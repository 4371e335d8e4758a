using System.Text.Json;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Runs;
using Saccade.IO;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Experiments.Runs;

public sealed class RunWriterTests : IDisposable
{
    private static readonly DateTimeOffset s_time = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Recipe s_recipe = new Recipe { Name = "trial" }.With(["training.epochs=3"]);

    private static readonly RunInfo s_info = new()
    {
        Seed = -7,
        Threads = 2,
        Engine = EngineKind.Torch,
        StartedAt = s_time,
        Saccade = "0.1.0+abc",
        DotNet = "10.0.0",
        TorchSharp = "0.107.0",
        Commit = null,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Run => _folder["runs/one"];

    [Fact]
    public void A_new_run_can_be_opened_and_reports_what_it_is()
    {
        using (RunWriter writer = RunWriter.Create(Run, s_recipe, s_info))
        {
            // Also while it is being trained.
            Assert.Equal(s_recipe, RunFolder.Open(Run).Recipe);
        }
        RunFolder folder = RunFolder.Open(Run);
        Assert.Equal(s_info, folder.Info);
        Assert.Equal(0, folder.Metrics().Epochs);
        Assert.True(Directory.Exists(folder.PicturesPath));
        Assert.Contains("\"startedAt\": \"2025-01-02T03:04:05+00:00\"", File.ReadAllText(_folder["runs/one/run.json"]));
        Assert.Contains("\"saccade\": \"0.1.0+abc\"", File.ReadAllText(_folder["runs/one/run.json"]));
        Assert.Contains("\"commit\": null", File.ReadAllText(_folder["runs/one/run.json"]));
        Assert.Equal("events.out.tfevents.1735787045.saccade", Path.GetFileName(folder.EventsPath));
    }

    [Fact]
    public void A_second_writer_is_refused_until_the_first_lets_go()
    {
        using (RunWriter.Create(Run, s_recipe, s_info))
        {
            ErrorData held = Assert.Throws<SaccadeException>(() => RunWriter.Resume(Run)).Error;
            Assert.Equal((ErrorKind.InUse, Run), (held.Kind, held.Path));
        }
        RunWriter.Resume(Run).Dispose();
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_not_overwritten()
    {
        RunWriter.Create(Run, s_recipe, s_info).Dispose();
        Assert.Contains($"--resume {Run}", Refusal(Run).Remedy);
        Assert.Equal(
            (ErrorKind.Exists, _folder.Path, "the folder is not empty"),
            (Refusal(_folder.Path).Kind, Refusal(_folder.Path).Path, Refusal(_folder.Path).Detail));
        File.WriteAllText(_folder["file"], "");
        Assert.Equal((ErrorKind.Exists, "it is a file"), (Refusal(_folder["file"]).Kind, Refusal(_folder["file"]).Detail));
        Assert.Equal(
            (ErrorKind.Unwritable, _folder["file/run/checkpoints"]),
            (Refusal(_folder["file/run"]).Kind, Refusal(_folder["file/run"]).Path));
        RunWriter.Create(Directory.CreateDirectory(_folder["empty"]).FullName, s_recipe, s_info).Dispose();
    }

    [Fact]
    public void Where_a_run_was_killed_before_it_had_begun_another_begins()
    {
        // Every moment of the making, in its order.
        Action[] moments =
        [
            () => Directory.CreateDirectory(Path.Combine(Run, "checkpoints")),
            () => Directory.CreateDirectory(Path.Combine(Run, "pictures")),
            () => File.WriteAllText(Path.Combine(Run, "lock"), ""),
            () => File.WriteAllText(Path.Combine(Run, ".recipe.toml.999999999-1.tmp"), "half"),
            () => File.WriteAllText(Path.Combine(Run, "recipe.toml"), "of the killed one"),
            () => File.WriteAllText(Path.Combine(Run, ".run.json.999999999-2.tmp"), "half"),
        ];
        for (int reached = 1; reached <= moments.Length; reached++)
        {
            foreach (Action moment in moments[..reached])
            {
                moment();
            }
            ErrorData unbegun = Assert.Throws<SaccadeException>(() => RunWriter.Resume(Run)).Error;
            Assert.Equal((ErrorKind.NotReady, Run), (unbegun.Kind, unbegun.Path));
            RunWriter.Create(Run, s_recipe, s_info).Dispose();
            Assert.Equal(s_recipe, RunFolder.Open(Run).Recipe);
            Assert.Empty(Directory.GetFiles(Run, ".*"));
            Directory.Delete(Run, recursive: true);
        }
    }

    [Theory]
    [InlineData("recipe.toml")]
    [InlineData("lock", "notes.txt")]
    [InlineData("lock", "recipe.toml", "model.safetensors")]
    [InlineData("checkpoints/step-0000000003.safetensors", "lock", "recipe.toml")]
    [InlineData("pictures/mine.png")]
    public void What_else_lies_in_a_folder_is_not_taken_for_an_unfinished_beginning(params string[] files)
    {
        foreach (string file in files)
        {
            string path = Path.Combine(Run, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file == "lock" ? "" : "mine");
        }
        ErrorData error = Assert.Throws<SaccadeException>(() => RunWriter.Create(Run, s_recipe, s_info)).Error;
        Assert.Equal((ErrorKind.Exists, Run, "the folder is not empty"), (error.Kind, error.Path, error.Detail));
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Run, file))));
    }

    [Fact]
    public void What_is_no_run_folder_is_distinguished()
    {
        ErrorData missing = Assert.Throws<SaccadeException>(() => RunFolder.Open(_folder["none"])).Error;
        Assert.Equal((ErrorKind.Missing, _folder["none"], "there is no run folder here"), (missing.Kind, missing.Path, missing.Detail));
        ErrorData empty = Assert.Throws<SaccadeException>(() => RunWriter.Resume(_folder.Path)).Error;
        Assert.Equal(
            (ErrorKind.Missing, _folder.Path, "the folder holds no run: it lacks recipe.toml or run.json"),
            (empty.Kind, empty.Path, empty.Detail));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("Fast", EngineKind.Cpu)]
    [InlineData("Cpu", EngineKind.Cpu)]
    [InlineData("Torch", EngineKind.Torch)]
    public void Runs_of_earlier_versions_call_the_CPU_engine_Fast(string name, EngineKind engine)
    {
        RunWriter.Create(Run, s_recipe, s_info).Dispose();
        string path = _folder["runs/one/run.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"Torch\"", $"\"{name}\"", StringComparison.Ordinal));
        Assert.Equal(s_info with { Engine = engine }, RunFolder.Open(Run).Info);
    }

    [Fact]
    public void A_run_of_a_program_without_the_Torch_engine_has_no_version_of_TorchSharp()
    {
        RunInfo info = s_info with { Engine = EngineKind.Cpu, TorchSharp = null };
        RunWriter.Create(Run, s_recipe, info).Dispose();
        Assert.Equal(info, RunFolder.Open(Run).Info);
        Assert.Contains("\"engine\": \"Cpu\"", File.ReadAllText(_folder["runs/one/run.json"]));
        Assert.Contains("\"torchSharp\": null", File.ReadAllText(_folder["runs/one/run.json"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("""{"seed":"x"}""")]
    [InlineData("""{"engine":"Slow"}""")]
    [InlineData("""{"engine":1}""")]
    [InlineData("""{"engine":null}""")]
    [InlineData(
        """{"seed":1,"threads":1,"engine":"Fast","startedAt":"yesterday","saccade":"","dotNet":"","torchSharp":"","commit":null}""")]
    [InlineData(
        """{"seed":1,"threads":1,"engine":"Fast","startedAt":"2025-01-02T03:04:05Z","saccade":null"""
        + ""","dotNet":"","torchSharp":"","commit":null}""")]
    public void A_damaged_description_is_named(string json)
    {
        RunWriter.Create(Run, s_recipe, s_info).Dispose();
        File.WriteAllText(_folder["runs/one/run.json"], json);
        SaccadeException refused = Assert.Throws<SaccadeException>(() => RunFolder.Open(Run));
        Assert.Equal((ErrorKind.Damaged, _folder["runs/one/run.json"]), (refused.Error.Kind, refused.Error.Path));
        Assert.IsType<JsonException>(refused.InnerException);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Figures_are_cut_at_the_resumed_epoch_in_table_and_events()
    {
        using RunWriter writer = RunWriter.Create(Run, s_recipe, s_info);
        List<long> lengths = [0];
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            writer.Append(MetricsTableTests.Metrics(epoch, epoch), s_time);
            lengths.Add(new FileInfo(writer.Folder.EventsPath).Length);
        }
        byte[] table = File.ReadAllBytes(writer.Folder.MetricsPath);
        byte[] events = File.ReadAllBytes(writer.Folder.EventsPath);
        writer.TruncateMetrics(1);
        Assert.Equal([1], writer.Folder.Metrics()["epoch"]);
        Assert.Equal(lengths[1], new FileInfo(writer.Folder.EventsPath).Length);
        writer.Append(MetricsTableTests.Metrics(2, 2), s_time);
        writer.Append(MetricsTableTests.Metrics(3, 3), s_time);
        Assert.Equal(table, File.ReadAllBytes(writer.Folder.MetricsPath));
        Assert.Equal(events, File.ReadAllBytes(writer.Folder.EventsPath));
    }

    [Fact]
    public void Resuming_repairs_what_a_killed_process_left()
    {
        using (RunWriter writer = RunWriter.Create(Run, s_recipe, s_info))
        {
            writer.Append(MetricsTableTests.Metrics(1, 1), s_time);
        }
        RunFolder folder = RunFolder.Open(Run);
        byte[] events = File.ReadAllBytes(folder.EventsPath);
        File.AppendAllText(folder.MetricsPath, "2,20,0.0");
        File.AppendAllText(folder.EventsPath, "torn");
        File.WriteAllText(Path.Combine(folder.CheckpointsPath, ".step-0000000020.safetensors.999999999-1.tmp"), "torn");
        using RunWriter resumed = RunWriter.Resume(Run);
        Assert.Equal(1, resumed.Folder.Metrics().Epochs);
        Assert.EndsWith("\n", File.ReadAllText(folder.MetricsPath));
        Assert.Equal(events, File.ReadAllBytes(folder.EventsPath));
        Assert.Empty(Directory.GetFileSystemEntries(folder.CheckpointsPath));
    }

    [Theory]
    [InlineData("\"threads\": 2", "\"threads\": 0", "threads", 0)]
    [InlineData("\"threads\": 2", "\"threads\": -5", "threads", -5)]
    [InlineData("\"threads\": 2", "\"threads\": 100000", "threads", 100000)]
    [InlineData("\"laterThreads\": null", "\"laterThreads\": 0", "laterThreads", 0)]
    public void Numbers_that_can_not_be_are_refused_with_file_and_key(string right, string wrong, string key, int value)
    {
        ErrorData expected = new(ErrorKind.OutOfRange)
        {
            Path = Path.Combine(Run, "run.json"),
            Key = key,
            Value = value,
            Allowed = "1 to 1024",
        };
        Assert.Equal(expected, Refused(right, wrong));
    }

    [Theory]
    [InlineData("\"engine\": \"Torch\"", "\"engine\": 99", "$.engine")]
    [InlineData("\"engine\": \"Torch\"", "\"engine\": 1", "$.engine")]
    [InlineData("\"engine\": \"Torch\"", "\"engine\": \"1\"", "$.engine")]
    [InlineData("\"device\": \"Cpu\"", "\"device\": 7", "$.device")]
    [InlineData("\"engine\": \"Torch\"", "\"engine\": \"\\ud800\"", "$.engine")]
    public void Circumstances_that_can_not_be_are_refused_with_file_and_key(string right, string wrong, string key)
    {
        ErrorData error = Refused(right, wrong);
        Assert.Equal(
            (ErrorKind.Damaged, Path.Combine(Run, "run.json"), $"its JSON is wrong at {key}"), (error.Kind, error.Path, error.Detail));
        Assert.InRange(error.Line ?? 0, 2, 20);
    }

    private ErrorData Refused(string right, string wrong)
    {
        RunWriter.Create(Run, s_recipe, s_info).Dispose();
        string path = Path.Combine(Run, "run.json"), text = File.ReadAllText(path);
        Assert.Contains(right, text);
        File.WriteAllText(path, text.Replace(right, wrong));
        return Assert.Throws<SaccadeException>(() => RunFolder.Open(Run)).Error;
    }

    [Fact]
    public void What_an_earlier_process_of_the_same_number_left_is_removed()
    {
        RunWriter.Create(Run, s_recipe, s_info).Dispose();
        string left = Path.Combine(Run, $".test.json.{Environment.ProcessId}-1.tmp"),
            mine = AtomicFile.TemporaryFor(Path.Combine(Run, "test.json"));
        File.WriteAllText(left, "half");
        File.WriteAllText(mine, "half");
        RunWriter.Resume(Run).Dispose();
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(mine));
    }

    [Fact]
    public void What_another_living_process_writes_is_left_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The first process of Linux always lives.");
        RunWriter.Create(Run, s_recipe, s_info).Dispose();
        string living = Path.Combine(Run, ".test.json.1-1.tmp");
        File.WriteAllText(living, "half");
        RunWriter.Resume(Run).Dispose();
        Assert.True(File.Exists(living));
    }

    [Fact]
    public void The_two_newest_checkpoints_are_kept()
    {
        using RunWriter writer = RunWriter.Create(Run, s_recipe, s_info);
        foreach (long step in (long[])[5, 10, 20, 12345678901])
        {
            writer.SaveCheckpoint(step, TensorFileTests.Small());
        }
        Assert.Equal(["step-0000000020.safetensors", "step-12345678901.safetensors"], Checkpoints(writer));
        RecoveredCheckpoint newest = writer.Folder.RecoverCheckpoint();
        Assert.Equal(12345678901, newest.Step);
        Assert.Equal(4, newest.File.Tensor("w", 2, 2).Values.Length);
        Assert.Empty(newest.Damaged);
    }

    [Fact]
    public void A_damaged_checkpoint_is_skipped_with_a_warning_and_deleted_when_the_run_resumes()
    {
        using RunWriter writer = RunWriter.Create(Run, s_recipe, s_info);
        writer.SaveCheckpoint(10, TensorFileTests.Small());
        writer.SaveCheckpoint(20, TensorFileTests.Small());
        string newest = Path.Combine(writer.Folder.CheckpointsPath, "step-0000000020.safetensors");
        File.WriteAllBytes(newest, File.ReadAllBytes(newest)[..^1]);
        RecoveredCheckpoint recovered = writer.Folder.RecoverCheckpoint();
        Assert.Equal(10, recovered.Step);
        Assert.Equal((ErrorKind.Damaged, newest), (Assert.Single(recovered.Damaged).Error.Kind, recovered.Damaged[0].Error.Path));
        writer.SaveCheckpoint(15, TensorFileTests.Small());
        Assert.Equal(["step-0000000010.safetensors", "step-0000000015.safetensors"], Checkpoints(writer));
    }

    [Fact]
    public void Without_a_readable_checkpoint_the_error_names_what_is_there()
    {
        using RunWriter writer = RunWriter.Create(Run, s_recipe, s_info);
        ErrorData none = Assert.Throws<SaccadeException>(() => writer.Folder.RecoverCheckpoint()).Error;
        Assert.Equal((ErrorKind.Missing, writer.Folder.CheckpointsPath), (none.Kind, none.Path));
        File.WriteAllText(Path.Combine(writer.Folder.CheckpointsPath, "step-0000000001.safetensors"), "torn");
        File.WriteAllText(Path.Combine(writer.Folder.CheckpointsPath, "step-.safetensors"), "not numbered");
        SaccadeException torn = Assert.Throws<SaccadeException>(() => writer.Folder.RecoverCheckpoint());
        Assert.Equal((ErrorKind.Damaged, writer.Folder.CheckpointsPath), (torn.Error.Kind, torn.Error.Path));
        Assert.Equal("none of the checkpoints can be read (step-0000000001.safetensors)", torn.Error.Detail);
        SaccadeException cause =
            Assert.IsType<SaccadeException>(Assert.Single(Assert.IsType<AggregateException>(torn.InnerException).InnerExceptions));
        Assert.Equal(Path.Combine(writer.Folder.CheckpointsPath, "step-0000000001.safetensors"), cause.Error.Path);
    }

    private static ErrorData Refusal(string path) => Assert.Throws<SaccadeException>(() => RunWriter.Create(path, s_recipe, s_info)).Error;

    private static IEnumerable<string?> Checkpoints(RunWriter writer) =>
        Directory.GetFileSystemEntries(writer.Folder.CheckpointsPath).Select(Path.GetFileName).Order();
}
