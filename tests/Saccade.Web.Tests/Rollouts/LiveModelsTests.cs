using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Runs;
using Saccade.Images;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Training;
using Saccade.Web.Rollouts;
using Saccade.Web.Tests.Api;

namespace Saccade.Web.Tests.Rollouts;

public sealed class LiveModelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("classifies whole images", "model.kind=fully-connected")]
    [InlineData("larger than 512 a side", "task.frame_width=600")]
    public void A_model_without_a_path_to_show_is_refused(string reason, params string[] changes)
    {
        TestModels.WriteUntrained(_folder["odd.safetensors"], 0, changes);

        SaccadeException e = Assert.Throws<SaccadeException>(() => LiveModels.Open([_folder["odd.safetensors"]]));

        Assert.Contains(reason, e.Message);
        Assert.Contains("odd.safetensors", e.Message);
    }

    [Theory]
    [InlineData(12, 3, 48)]
    [InlineData(8, 1, 28)]
    [InlineData(64, 8, 512)]
    public async Task A_model_without_a_recipe_looks_at_a_frame_that_its_coarsest_patch_covers(int patch, int scales, int side)
    {
        string path = _folder["converted.safetensors"];
        TestModels.WriteUntrained(
            path, 0, "task.frame_width=600", "task.frame_height=600", $"model.sensor.patch_side={patch}", $"model.sensor.scales={scales}");
        ModelFile file = ModelFile.Read(path);
        (file with { Facts = new Dictionary<string, string>() }).Write(path);

        using LiveModels models = LiveModels.Open([path]);

        LiveModel model = Assert.Single(models.All);
        Assert.Equal((new ImageSize(1, side, side), "", 0), (model.Frame, model.Trained.Title, model.Task.ClutterPatches));
        Assert.Equal(5, (await Look(model)).Glimpses);
    }

    [Fact]
    public void A_model_whose_outputs_are_not_finite_is_refused()
    {
        string path = _folder["large.safetensors"];
        TestModels.WriteUntrained(path);
        ModelFile file = ModelFile.Read(path);
        (file with { Weights = [.. file.Weights.Select(weight => weight with { Values = [.. weight.Values.Select(_ => 1e20f)] })] })
            .Write(path);

        NumericalException e = Assert.Throws<NumericalException>(() => LiveModels.Open([path]));

        Assert.Equal((ErrorKind.NotFinite, path), (e.Error.Kind, e.Error.Path));
    }

    [Fact]
    public void No_model_is_refused_with_the_remedy() =>
        Assert.Contains("Train one with 'saccade train'", Assert.Throws<SaccadeException>(() => LiveModels.Open([])).Message);

    [Fact]
    public void Models_of_the_same_name_are_distinguished()
    {
        Directory.CreateDirectory(_folder["a b"]);
        TestModels.WriteUntrained(_folder["x.safetensors"]);
        TestModels.WriteUntrained(_folder["a b/model.safetensors"]);

        using LiveModels models =
            LiveModels.Open([_folder["x.safetensors"], _folder["a b/model.safetensors"], _folder["x.safetensors"]]);

        Assert.Equal(["x", "a-b", "x-2"], models.All.Select(model => model.Id));
    }

    [Fact]
    public async Task New_weights_are_taken_over_and_a_damaged_file_is_not()
    {
        string path = _folder["training.safetensors"];
        TestModels.WriteUntrained(path, seed: 1);
        using LiveModels models = LiveModels.Open([path]);
        Write(DateTime.UnixEpoch.AddYears(40), () => TestModels.WriteUntrained(path, seed: 2));
        GlimpseTrace expected = Trace(TrainedModel.Open(path));

        Assert.Equal(expected.Probabilities, (await Look(models.All[0])).Probabilities);
        Write(DateTime.UnixEpoch.AddYears(41), () => File.WriteAllText(path, "no model"));
        Assert.Equal(expected.Probabilities, (await Look(models.All[0])).Probabilities);
        Write(DateTime.UnixEpoch.AddYears(42), () => TestModels.WriteUntrained(path, seed: 2, "model.hidden=16"));
        Assert.Equal(expected.Probabilities, (await Look(models.All[0])).Probabilities);

        void Write(DateTime time, Action write) => WriteAt(path, time, write);
    }

    [Fact]
    public async Task A_damaged_file_is_read_once_and_not_at_every_look()
    {
        string path = _folder["training.safetensors"];
        TestModels.WriteUntrained(path, seed: 1);
        using LiveModels models = LiveModels.Open([path]);
        GlimpseTrace expected = await Look(models.All[0]);
        DateTime time = DateTime.UnixEpoch.AddYears(40);
        WriteAt(path, time, () => File.WriteAllText(path, "no model"));
        Assert.Equal(expected.Probabilities, (await Look(models.All[0])).Probabilities);

        // Had it been read again, this would be seen.
        WriteAt(path, time, () => TestModels.WriteUntrained(path, seed: 2));

        Assert.Equal(expected.Probabilities, (await Look(models.All[0])).Probabilities);
    }

    [Fact]
    public async Task The_model_of_a_run_joins_after_its_first_epoch_and_one_that_cannot_be_shown_is_reported()
    {
        TestModels.WriteUntrained(_folder["first.safetensors"]);
        List<string> reports = [];
        using LiveModels models = LiveModels.Open(
            [_folder["first.safetensors"]], awaited: [Begin("young"), Begin("odd")], report: reports.Add);
        Assert.Equal(["first"], models.All.Select(model => model.Id));

        TestModels.WriteUntrained(_folder["young/model.safetensors"], seed: 1);
        TestModels.WriteUntrained(_folder["odd/model.safetensors"], 0, "model.kind=fully-connected");

        Assert.True(models.TryFind("young", out LiveModel? young));
        Assert.Equal(["first", "young"], models.All.Select(model => model.Id));
        Assert.Equal(2, reports.Count);
        Assert.StartsWith("young: 60×60 pixels", reports[0]);
        Assert.Contains("classifies whole images", reports[1]);
        Assert.Equal(5, (await Look(young)).Glimpses);

        string Begin(string name)
        {
            Directory.CreateDirectory(_folder[name]);
            File.WriteAllText(_folder[$"{name}/recipe.toml"], "title = \"\"");
            File.WriteAllText(
                _folder[$"{name}/run.json"],
                """
                {"seed":0,"threads":1,"startedAt":"2026-01-01T00:00:00Z","saccade":"1","dotNet":"10","torchSharp":null,"commit":null}
                """);
            return _folder[name];
        }
    }

    private static void WriteAt(string path, DateTime time, Action write)
    {
        write();
        File.SetLastWriteTimeUtc(path, time);
    }

    private static Task<GlimpseTrace> Look(LiveModel model) =>
        model.Look(TestImages.Digit(1), new ImageSize(1, 28, 28), Noise(), CancellationToken.None)!;

    private static GlimpseTrace Trace(TrainedModel trained)
    {
        using IEngine agent = trained.CreateEngine(1);
        return GlimpseTracer.Trace(agent, TestImages.Batch(TestImages.Digit(1), 28, 28), Noise())[0];
    }

    private static RolloutNoise Noise() => RolloutNoise.Draw(RandomKey.FromSeed(3), 0, 1, 5, PolicyMode.Sample);
}
