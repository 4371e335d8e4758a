using System.Text.Json.Nodes;
using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;

namespace Saccade.Tests.Checkpoints;

public sealed class ModelFileTests : IDisposable
{
    private static readonly ModelOptions s_options = new()
    {
        Sensor = new() { PatchSide = 5, Scales = 3, ScaleFactor = 4, Reach = 0.625 },
        Channels = 3,
        Classes = 17,
        Glimpses = 9,
        GlimpseForm = GlimpseForm.Concatenated,
        GlimpseHidden = 11,
        GlimpseFeatures = 13,
        BatchNorm = true,
        Core = CoreKind.Lstm,
        Hidden = 19,
        IdentityStart = false,
        LocationHidden = 23,
        SquashMean = false,
        Sigma = 0.1 + 0.2,
        FirstLocation = FirstLocation.Learned,
    };

    private static readonly ModelOptions s_convolutional = new()
    {
        Kind = ModelKind.Convolutional,
        Classifier = new() { Units = 3, Filters = 2, FilterSide = 4, Stride = 3, FrameWidth = 10, FrameHeight = 13 },
    };

    private static readonly Dictionary<string, string> s_noFacts = [];
    private static readonly IReadOnlyList<NamedTensor> s_weights = Weights(s_options);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Options_weights_and_facts_come_back()
    {
        Dictionary<string, string> facts = new() { ["recipe"] = "title = \"ü\"\n", ["seed"] = "-1", ["empty"] = "", ["format"] = "pt" };
        IReadOnlyList<NamedTensor> weights = [.. s_weights, new("another", [1, 1], [-0f])];
        new ModelFile(s_options, weights, facts).Write(_folder["m"]);
        ModelFile read = ModelFile.Read(_folder["m"]);
        Assert.Equal(s_options, read.Model);
        Assert.Equal(facts, read.Facts);
        Assert.Equal(weights.Select(w => w.Name), read.Weights.Select(w => w.Name));
        Assert.Equal(
            weights.SelectMany(w => w.Values.Select(BitConverter.SingleToInt32Bits)),
            read.Weights.SelectMany(w => w.Values.Select(BitConverter.SingleToInt32Bits)));
        Assert.Equal([("another", "F32")], read.Skipped.Select(tensor => (tensor.Name, tensor.Type)));
        Assert.NotEqual(new ModelOptions(), s_options);
    }

    [Fact]
    public void A_classifier_comes_back()
    {
        new ModelFile(s_convolutional, Weights(s_convolutional), s_noFacts).Write(_folder["m"]);
        Assert.Equal(s_convolutional, ModelFile.Read(_folder["m"]).Model);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        new ModelFile(s_options, s_weights, new Dictionary<string, string> { ["k"] = "v" }).Write(_folder["a"]);
        ModelFile.Read(_folder["a"]).Write(_folder["b"]);
        Assert.Equal(File.ReadAllBytes(_folder["a"]), File.ReadAllBytes(_folder["b"]));
    }

    [Fact]
    public void A_file_states_version_and_options_and_nothing_else()
    {
        new ModelFile(s_options, s_weights, s_noFacts).Write(_folder["m"]);
        IReadOnlyDictionary<string, string> metadata = TensorFile.Read(_folder["m"]).Metadata;
        Assert.Equal(["model", "saccade_model"], metadata.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("2", metadata["saccade_model"]);
    }

    [Theory]
    [InlineData("saccade-model-1")]
    // As PyTorch's tools mark the files that they save anew.
    [InlineData("pt")]
    public void Files_of_version_1_are_read(string format)
    {
        // Options had another name then.
        string options = Text(s_convolutional).Replace("\"classifier\"", "\"comparison\"", StringComparison.Ordinal);
        Assert.Contains("\"comparison\":{\"units\":3", options);
        new TensorFile(Weights(s_convolutional), Metadata(("format", format), ("model", options), ("seed", "7"))).Write(_folder["m"]);
        ModelFile read = ModelFile.Read(_folder["m"]);
        Assert.Equal(s_convolutional, read.Model);
        Assert.Equal(Weights(s_convolutional).Select(w => w.Values), read.Weights.Select(w => w.Values));
        Assert.Equal("7", read.Facts["seed"]);
        Assert.Equal(format == "pt", read.Facts.ContainsKey("format"));
        Assert.DoesNotContain("comparison", Text(read.Model));
    }

    [Fact]
    public void Options_are_read_under_former_names_and_written_under_those_of_today()
    {
        ModelOptions model = s_options with { InputScale = 4, InputSum = true };
        string text = Text(model);
        string former = text.Replace("\"input_scale\"", "\"retina_gain\"", StringComparison.Ordinal)
            .Replace("\"input_sum\"", "\"retina_sum\"", StringComparison.Ordinal);
        Assert.NotEqual(text, former);
        new TensorFile(s_weights, Metadata(("format", "saccade-model-1"), ("model", former))).Write(_folder["m"]);
        Assert.Equal(model, ModelFile.Read(_folder["m"]).Model);
        Assert.Equal(text, Text(ModelFile.Read(_folder["m"]).Model));
    }

    [Fact]
    public void Options_under_an_old_name_are_checked_as_well()
    {
        string options = Text(s_convolutional).Replace("\"classifier\"", "\"comparison\"", StringComparison.Ordinal);
        ErrorData error = Refused("2", options.Replace("\"filters\":2", "\"filters\":0", StringComparison.Ordinal));
        Assert.Equal((ErrorKind.OutOfRange, "Filters", 0, "1 to 1024"), (error.Kind, error.Key, error.Value, error.Allowed));
        RefusesJson("$.comparison.unit", options.Replace("{\"units\":3", "{\"unit\":3", StringComparison.Ordinal));
        RefusesJson("$.comparisons", options.Replace("\"comparison\"", "\"comparisons\"", StringComparison.Ordinal));
        RefusesJson("$.comparison", "{\"comparison\":null}");
    }

    [Theory]
    [InlineData("hiden", "7")]
    [InlineData("hidden", "\"many\"")]
    [InlineData("hidden", "99999999999")]
    [InlineData("core", "\"Gru\"")]
    [InlineData("core", "12")]
    [InlineData("core", "1")]
    [InlineData("sensor", "null")]
    public void Options_that_can_not_be_are_refused(string key, string value) => RefusesJson($"$.{key}", With(key, value));

    [Fact]
    public void Values_out_of_range_are_refused() => Assert.Equal(
        new ErrorData(ErrorKind.OutOfRange) { Path = _folder["m"], Key = "Hidden", Value = 0, Allowed = "1 to 4096" },
        Refused("2", With("hidden", "0")));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{\"hidden\":3,\"hidden\":3}")]
    [InlineData("{\"core\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":3}")]
    public void Options_that_are_no_object_or_twice_there_are_refused(string options) =>
        Assert.Equal(
            (ErrorKind.Damaged, "model", true),
            (
                Refused("2", options).Kind,
                Refused("2", options).Key,
                Refused("2", options).Detail?.StartsWith("the JSON of the model's options is wrong", StringComparison.Ordinal)));

    [Fact]
    public void Options_that_do_not_go_together_are_refused()
    {
        ErrorData error = Refused("2", Text(s_convolutional).Replace("\"filter_side\":4", "\"filter_side\":11", StringComparison.Ordinal));
        Assert.Equal(
            (ErrorKind.Mismatch, "model.classifier.filter_side", 11, "1 to 10"), (error.Kind, error.Key, error.Value, error.Allowed));
    }

    [Fact]
    public void A_newer_version_is_refused()
    {
        ErrorData error = Refused("3", Text(s_options));
        Assert.Equal((ErrorKind.Unsupported, "saccade_model", 3), (error.Kind, error.Key, error.Value));
        Assert.Equal("use a newer Saccade", error.Remedy);
    }

    [Theory]
    [InlineData("two")]
    [InlineData("-1")]
    public void What_is_no_version_is_distinguished(string version) =>
        Assert.StartsWith($"it is not a Saccade model (saccade_model '{version}'", Refused(version, Text(s_options)).Detail);

    [Fact]
    public void Other_files_are_distinguished()
    {
        const string expected = "expected saccade_model '2' and the model's options under 'model')";
        Assert.Equal(
            $"it is not a Saccade model (saccade_model 'none', format 'saccade-checkpoint-1'; {expected}",
            Refused(Metadata(("format", "saccade-checkpoint-1"), ("model", "{}"))).Detail);
        Assert.EndsWith($"(saccade_model 'none', format 'none'; {expected}", Refused(Metadata()).Detail);
        Assert.EndsWith($"(saccade_model '1', format 'pt'; {expected}", Refused(Metadata(("format", "pt"))).Detail);
        Assert.EndsWith($"(saccade_model '2', format 'none'; {expected}", Refused(Metadata(("saccade_model", "2"))).Detail);
        Assert.Equal(ErrorKind.Missing, Assert.Throws<SaccadeException>(() => ModelFile.Read(_folder["none"])).Error.Kind);
    }

    [Fact]
    public void Every_tensor_must_be_there_in_its_shape()
    {
        foreach (NamedTensor missing in s_weights)
        {
            NamedTensor[] rest = [.. s_weights.Where(weight => weight != missing)];
            Assert.Contains(
                $"[{string.Join(", ", missing.Shape)}]", RefusedWeights(ErrorKind.Missing, missing.Name, rest).Detail);
            ErrorData shape = RefusedWeights(ErrorKind.Mismatch, missing.Name, [.. rest, missing with { Shape = [1, .. missing.Shape] }]);
            Assert.Equal([1, .. missing.Shape], Assert.IsType<int[]>(shape.Value));
        }
    }

    [Theory]
    [InlineData("pt")]
    [InlineData("mlx")]
    public void A_file_that_another_program_saved_with_its_own_format_is_a_model(string format)
    {
        new TensorFile(s_weights, Metadata(("format", format), ("model", Text(s_options)))).Write(_folder["m"]);
        Assert.Equal(s_options, ModelFile.Read(_folder["m"]).Model);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Every_value_must_be_finite(float value)
    {
        foreach (NamedTensor broken in s_weights)
        {
            RefusedWeights(
                ErrorKind.NotFinite, broken.Name,
                [.. s_weights.Where(weight => weight != broken), broken with { Values = [.. broken.Values[..^1], value] }]);
        }
        RefusedWeights(ErrorKind.NotFinite, "another", [.. s_weights, new("another", [1], [value])]);
    }

    /// <summary>Neither read nor written.</summary>
    private ErrorData RefusedWeights(ErrorKind kind, string tensor, IReadOnlyList<NamedTensor> weights)
    {
        ErrorData read = Refused(Metadata(("saccade_model", "2"), ("model", Text(s_options))), weights);
        Assert.Equal((kind, tensor), (read.Kind, read.Key));
        ModelFile file = new(s_options, weights, s_noFacts);
        ErrorData written = Assert.Throws<SaccadeException>(() => file.Write(_folder["unwritten"])).Error;
        Assert.Equal((kind, tensor, _folder["unwritten"]), (written.Kind, written.Key, written.Path));
        Assert.False(File.Exists(_folder["unwritten"]));
        return read;
    }

    private void RefusesJson(string path, string options)
    {
        ErrorData error = Refused("2", options);
        Assert.Equal(
            (ErrorKind.Damaged, "model", $"the JSON of the model's options is wrong at {path}"), (error.Kind, error.Key, error.Detail));
    }

    private string With(string key, string value)
    {
        JsonObject options = JsonNode.Parse(Text(s_options))!.AsObject();
        options[key] = JsonNode.Parse(value);
        return options.ToJsonString();
    }

    private ErrorData Refused(string version, string options) => Refused(Metadata(("saccade_model", version), ("model", options)));

    private ErrorData Refused(Dictionary<string, string> metadata, IReadOnlyList<NamedTensor>? weights = null)
    {
        new TensorFile(weights ?? s_weights, metadata).Write(_folder["m"]);
        SaccadeException refused = Assert.Throws<SaccadeException>(() => ModelFile.Read(_folder["m"]));
        Assert.Equal(_folder["m"], refused.Error.Path);
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Error;
    }

    /// <summary>The options as a file has them.</summary>
    private string Text(ModelOptions model)
    {
        new ModelFile(model, Weights(model), s_noFacts).Write(_folder["text"]);
        return TensorFile.Read(_folder["text"]).Metadata["model"];
    }

    private static IReadOnlyList<NamedTensor> Weights(ModelOptions model) =>
        NetworkPlan.Create(model).InitialWeights(RandomKey.FromSeed(1));

    private static Dictionary<string, string> Metadata(params (string Key, string Value)[] entries) =>
        entries.ToDictionary(entry => entry.Key, entry => entry.Value);
}
