using System.Text.Json.Nodes;
using Saccade.Checkpoints;
using Saccade.Model;
using Saccade.Runtime;

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

    private static readonly NamedTensor[] s_weights = [new("a", [2], [1, float.NaN]), new("b.c", [1, 1], [-0f])];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Options_weights_and_facts_come_back()
    {
        Dictionary<string, string> facts = new() { ["recipe"] = "title = \"ü\"\n", ["seed"] = "-1", ["empty"] = "" };
        new ModelFile(s_options, s_weights, facts).Write(_folder["m"]);
        ModelFile read = ModelFile.Read(_folder["m"]);
        Assert.Equal(s_options, read.Model);
        Assert.Equal(facts, read.Facts);
        Assert.Equal(s_weights.Select(w => w.Name), read.Weights.Select(w => w.Name));
        Assert.Equal(s_weights.Select(w => w.Values), read.Weights.Select(w => w.Values));
        Assert.NotEqual(new ModelOptions(), s_options);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        new ModelFile(s_options, s_weights, new Dictionary<string, string> { ["k"] = "v" }).Write(_folder["a"]);
        ModelFile.Read(_folder["a"]).Write(_folder["b"]);
        Assert.Equal(File.ReadAllBytes(_folder["a"]), File.ReadAllBytes(_folder["b"]));
    }

    [Theory]
    [InlineData("hiden", "7", "hiden")]
    [InlineData("hidden", "0", "Hidden was 0; it may be 1 to 4096")]
    [InlineData("hidden", "\"many\"", "hidden")]
    [InlineData("hidden", "99999999999", "hidden")]
    [InlineData("core", "\"Gru\"", "core")]
    [InlineData("core", "12", "Path: $.core")]
    [InlineData("core", "1", "Path: $.core")]
    [InlineData("sensor", "null", "sensor")]
    public void Options_that_can_not_be_are_refused(string key, string value, string reason)
    {
        JsonObject options = JsonNode.Parse(Text(new ModelFile(s_options, s_weights, new Dictionary<string, string>())))!.AsObject();
        options[key] = JsonNode.Parse(value);
        Refuses("saccade-model-1", options.ToJsonString(), reason);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public void Options_that_are_no_object_are_refused(string options) => Refuses("saccade-model-1", options, "the model's options can't be read");

    [Fact]
    public void Other_files_are_told_apart()
    {
        Refuses("saccade-checkpoint-1", "{}", "is no model of Saccade (format 'saccade-checkpoint-1'; expected 'saccade-model-1')");
        new TensorFile(s_weights, new Dictionary<string, string>()).Write(_folder["m"]);
        Assert.Contains("(format 'none'", Assert.Throws<SaccadeException>(() => ModelFile.Read(_folder["m"])).Message);
        Assert.Contains("does not exist", Assert.Throws<SaccadeException>(() => ModelFile.Read(_folder["none"])).Message);
    }

    private void Refuses(string format, string options, string reason)
    {
        new TensorFile(s_weights, new Dictionary<string, string> { ["format"] = format, ["model"] = options }).Write(_folder["m"]);
        string message = Assert.Throws<SaccadeException>(() => ModelFile.Read(_folder["m"])).Message;
        Assert.StartsWith(_folder["m"], message);
        Assert.Contains(reason, message);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>The options as the file has them.</summary>
    private string Text(ModelFile file)
    {
        file.Write(_folder["m"]);
        return TensorFile.Read(_folder["m"]).Text("model");
    }
}
