using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Config;
using Saccade.Experiments.Import;
using Saccade.Experiments.Runs;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Experiments.Export;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Import;

/// <summary>Files of other programs, made by Fixtures/Import/make_imports.py, which also has the probabilities of their networks.</summary>
public sealed class ModelImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("kevinzakka", "pt", 3, "kevinzakka/recurrent-visual-attention before 2020")]
    [InlineData("kevinzakka-2020", "pt", 3, "kevinzakka/recurrent-visual-attention since 2020")]
    [InlineData("amasky", "h5", 1, "amasky/ram with a core of relus")]
    [InlineData("amasky-lstm", "npz", 1, "amasky/ram with an LSTM")]
    public void The_model_looks_and_answers_as_in_the_program_that_trained_it(string name, string ending, int channels, string source)
    {
        ImportedModel imported = ModelImport.Read(Fixture($"{name}.{ending}"), Small(channels), []);
        Dictionary<string, float[]> expected = WeightFile.Read(
            Fixture($"{name}.expected.npz"), arrays => arrays.ToDictionary(array => array.Name, array => array.Read()));
        byte[] pixels = [.. expected["image"].Select(value => (byte)value)];
        int side = (int)Math.Sqrt(pixels.Length / channels);
        using CpuEngine engine = new(imported.File.Model, new TrainingOptions(), imported.File.Weights, threads: 1);
        ImageBatch image = new(1, new(channels, side, side)) { Count = 1 };
        pixels.CopyTo(image.Image(0));
        RolloutBatch found = engine.Forward(image, new RolloutNoise(expected["first"], new float[2 * 3], PolicyMode.Mean));

        Assert.Equal(source, imported.Source);
        AssertNear(expected["locations"], found.Locations);
        AssertNear(expected["probabilities"], found.Probabilities);
    }

    [Fact]
    public void An_imported_model_is_written_and_opened_as_any_other()
    {
        ImportedModel imported = ModelImport.Read(Fixture("amasky.h5"), Small(1), ["model.glimpses=5"]);
        imported.File.Write(_folder["small.safetensors"]);
        TrainedModel opened = TrainedModel.Open(_folder["small.safetensors"]);

        Assert.Equal(("small", 5, PatchPlacement.Wide), (opened.Name, opened.Recipe!.Model.Glimpses, opened.File.Model.Sensor.Placement));
        Assert.Equal("amasky.h5 of amasky/ram with a core of relus", opened.File.Facts["imported_from"]);
    }

    [Fact]
    public void Weights_with_Saccades_names_have_the_options_of_the_recipe_and_a_model_file_its_own()
    {
        ModelFile model = ExportedModels.Create("as in the paper");
        Recipe recipe = new() { Name = "again", Task = new() { Images = "pictures" }, Model = model.Model };
        // As PyTorch saves them: without the options.
        new TensorFile(model.Weights, new Dictionary<string, string>()).Write(_folder["bare.safetensors"]);
        model.Write(_folder["whole.safetensors"]);

        Assert.Equal(model.Model, ModelImport.Read(_folder["bare.safetensors"], recipe, []).File.Model);
        ImportedModel whole = ModelImport.Read(_folder["whole.safetensors"], Small(1), []);
        Assert.Equal((model.Model, "small"), (whole.File.Model, whole.File.Facts["name"]));
        Assert.Equal("--set", Assert.Throws<OptionException>(
            () => ModelImport.Read(_folder["whole.safetensors"], Small(1), ["model.glimpses=3"])).Error.Key);
        SaccadeException error = Assert.Throws<SaccadeException>(() => ModelImport.Read(_folder["bare.safetensors"], Small(1), []));
        Assert.Equal((ErrorKind.Mismatch, _folder["bare.safetensors"]), (error.Error.Kind, error.Error.Path));
    }

    [Fact]
    public void A_model_file_that_was_changed_says_so_and_states_no_test_any_more()
    {
        ModelFile model = ExportedModels.Create("as in the paper") with
        {
            Facts = new Dictionary<string, string>
            {
                ["name"] = "sound",
                ["class_names"] = """["a","b","c"]""",
                ["test_error_percent"] = "0.63",
                ["command"] = "saccade train",
            },
        };
        string path = _folder["model.safetensors"];
        model.Write(path);
        ImportedModel sound = ModelImport.Read(path, Small(1), []);
        Assert.Empty(sound.Differences);
        Assert.Equal(
            ("0.63", "model.safetensors of Saccade"), (sound.File.Facts["test_error_percent"], sound.File.Facts["imported_from"]));

        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<ChangedContentException>(() => ModelFile.Read(path));
        ImportedModel changed = ModelImport.Read(path, Small(1), []);
        Assert.Contains("checksum does not fit", Assert.Single(changed.Differences));
        Assert.Equal(
            ["class_names", "imported_from", "name"], changed.File.Facts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("model.safetensors of Saccade, changed after it was written", changed.File.Facts["imported_from"]);
    }

    [Fact]
    public void Tensors_that_the_model_does_not_use_are_refused_with_the_option_that_uses_them()
    {
        ModelFile model = ExportedModels.Create(Synthetic.Tiny with { CoreLayers = 2, Stop = new() { Units = 3 } });
        Recipe recipe = new Recipe { Name = "again", Task = new() { Images = "pictures" }, Model = model.Model }
            .With(["training.loss.action_at=every"]);
        Write(model.Weights);
        Assert.Equal(model.Model, ModelImport.Read(_folder["bare.safetensors"], recipe, []).File.Model);
        Assert.Contains("model.core_layers", Refused("model.core_layers=1").Remedy);
        ErrorData error = Refused("model.stop.units=0");
        Assert.Equal(ErrorKind.Mismatch, error.Kind);
        Assert.Contains("stop.hidden.weight", error.Detail);
        Assert.Contains("model.stop.units", error.Remedy);

        // What PyTorch counts beside a batch normalisation is no weight.
        Write([.. model.Weights, new("glimpse.out_norm.num_batches_tracked", [1], [7])]);
        ModelImport.Read(_folder["bare.safetensors"], recipe, []);
        Write([.. model.Weights, new("decoder.weight", [1], [7])]);
        Assert.Contains("decoder.weight", Refused("model.glimpses=2").Detail);

        void Write(IReadOnlyList<NamedTensor> tensors) =>
            new TensorFile(tensors, new Dictionary<string, string>()).Write(_folder["bare.safetensors"]);

        ErrorData Refused(string option) =>
            Assert.Throws<SaccadeException>(() => ModelImport.Read(_folder["bare.safetensors"], recipe, [option])).Error;
    }

    [Fact]
    public void A_layer_that_the_table_of_a_program_lacks_is_refused()
    {
        NamedTensor[] tensors = WeightFile.Read(
            Fixture("kevinzakka.pt"), found => found.Select(tensor => new NamedTensor(tensor.Name, tensor.Shape, tensor.Read())).ToArray());
        Write([]);
        ModelImport.Read(_folder["weights.safetensors"], Small(3), []);
        // What a training has in a dictionary of its own is no part of the model.
        Write([new("optim_state.momentum", [1], [0])]);
        ModelImport.Read(_folder["weights.safetensors"], Small(3), []);
        Write([new("model_state.sensor.fc5.weight", [1], [0])]);
        Assert.Contains(
            "sensor.fc5.weight",
            Assert.Throws<SaccadeException>(() => ModelImport.Read(_folder["weights.safetensors"], Small(3), [])).Message);

        void Write(NamedTensor[] others) =>
            new TensorFile([.. tensors, .. others], new Dictionary<string, string>()).Write(_folder["weights.safetensors"]);
    }

    [Fact]
    public void A_sensor_that_does_not_fit_the_weights_is_refused_with_what_they_read()
    {
        OptionException error = Assert.Throws<OptionException>(
            () => ModelImport.Read(Fixture("amasky.h5"), Small(1), ["model.sensor.scales=3"]));
        Assert.Equal("model.sensor.patch_side", error.Error.Key);
        Assert.Contains("32 values", error.Error.Detail);
    }

    [Theory]
    [InlineData("amasky.h5")]
    [InlineData("amasky-lstm.npz")]
    [InlineData("kevinzakka.pt")]
    [InlineData("kevinzakka-2020.pt")]
    public void A_file_without_its_last_byte_is_refused(string name)
    {
        File.WriteAllBytes(_folder[name], File.ReadAllBytes(Fixture(name))[..^1]);
        int channels = name.StartsWith("kevinzakka", StringComparison.Ordinal) ? 3 : 1;
        SaccadeException error = Assert.Throws<SaccadeException>(() => ModelImport.Read(_folder[name], Small(channels), []));
        Assert.Equal((ErrorKind.Damaged, _folder[name]), (error.Error.Kind, error.Error.Path));
    }

    [Fact]
    public void A_file_of_no_known_program_is_refused_with_the_names_of_its_tensors()
    {
        new TensorFile([new("conv1.weight", [1], [1])], new Dictionary<string, string>()).Write(_folder["other.safetensors"]);
        SaccadeException error = Assert.Throws<SaccadeException>(() => ModelImport.Read(_folder["other.safetensors"], Small(1), []));
        Assert.Equal(ErrorKind.Unsupported, error.Error.Kind);
        Assert.Contains("conv1.weight", error.Message);
    }

    [Theory]
    [InlineData("kevinzakka-ram_6_8x8_2_ckpt.pth.tar", true, 10, 1.2, 1.7)] // 1.62 on validation digits, by its own record
    [InlineData("amasky-ram_original_epoch800.chainermodel", false, 1, 1.0, 1.4)] // 1.13
    public void Published_weights_reach_their_published_error(string file, bool samples, int rollouts, double least, double most)
    {
        string? weights = Environment.GetEnvironmentVariable("SACCADE_WEIGHTS"), data = Environment.GetEnvironmentVariable("SACCADE_DATA");
        Assert.SkipWhen(weights is null or "" || data is null or "", "SACCADE_WEIGHTS and SACCADE_DATA name no folders.");
        Recipe recipe = RecipeFile.Read("mnist-28-t6", [Repository.Path("recipes")]);
        ImportedModel imported = ModelImport.Read(System.IO.Path.Combine(weights, file), recipe, []);
        using CpuEngine engine = new(imported.File.Model, new TrainingOptions(), imported.File.Weights, threads: 1);
        EvaluationResult result = Evaluator.Evaluate(
            engine, RecipeTask.Open(recipe, data).Test(),
            new EvaluationOptions { Rollouts = rollouts, Policy = samples ? PolicyMode.Sample : PolicyMode.Mean });
        Assert.InRange(result.AveragedErrorPercent, least, most);
    }

    private static string Fixture(string name) => Repository.Path($"tests/Saccade.Tests/Fixtures/Import/{name}");

    /// <summary>A recipe for the sensor of the small models, which allows colours.</summary>
    private static Recipe Small(int channels) => new()
    {
        Name = "small",
        Task = new() { Images = "pictures" },
        Model = new() { Channels = channels, Glimpses = 3, Sensor = new() { PatchSide = 4, Scales = 2 } },
    };

    private static void AssertNear(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
