using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Experiments.Shipping;
using Saccade.Runtime;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Shipping;

/// <summary>The models in models/: they are what their headers and cards say.</summary>
[Collection(TorchTests.Name)]
public sealed class ShippedModelsTests : IDisposable
{
    /// <summary>On another kind of processor sums are rounded otherwise, and with them an image that is nearly two digits.</summary>
    private const int NamedOtherwiseElsewhere = 3;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. ModelsAtHand.Names([Repository.Path("models")])];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_slice_of_the_test_is_named_as_when_it_was_shipped(string name)
    {
        TrainedModel model = TrainedModel.Open(File(name));
        Assert.SkipWhen(
            model.Recipe.Task.Digits == DigitSource.Mnist && Environment.GetEnvironmentVariable("SACCADE_DATA") is not { Length: > 0 },
            "SACCADE_DATA names no folder with MNIST.");

        TestSlice slice = TestSlice.Of(model, null, threads: 1);

        Assert.Equal(model.File.Facts["slice_images"], $"{slice.Images}");
        int expected = int.Parse(model.File.Facts["slice_wrong"]);
        Assert.InRange(slice.Wrong, expected - NamedOtherwiseElsewhere, expected + NamedOtherwiseElsewhere);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_card_is_what_the_header_gives(string name) =>
        Assert.Equal(ModelShipment.CardOf(File(name)), System.IO.File.ReadAllText(Repository.Path($"models/{name}.md")));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_changed_weight_is_refused(string name)
    {
        byte[] content = System.IO.File.ReadAllBytes(File(name));
        content[^2] ^= 1;
        System.IO.File.WriteAllBytes(_folder["changed"], content);

        SaccadeException e = Assert.Throws<SaccadeException>(() => TrainedModel.Open(_folder["changed"]));

        Assert.Contains("its checksum does not fit its content", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void There_are_weights_alone_and_the_recipes_task_is_the_projects(string name)
    {
        TrainedModel model = TrainedModel.Open(File(name));

        Assert.DoesNotContain(model.File.Weights, weight => weight.Name.Contains("optimiser", StringComparison.Ordinal) || weight.Values.Any(value => !float.IsFinite(value)));
        Assert.Equal(RecipeFile.Read(model.Recipe.Name, [Repository.Path("recipes")]).Task, model.Recipe.Task);
    }

    private static string File(string name) => Repository.Path($"models/{name}.safetensors");
}
