using System.Globalization;
using System.Text.RegularExpressions;
using Saccade.Data;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Release;
using Saccade.Experiments.Runs;
using Saccade.Inference;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Experiments.Release;

/// <summary>The models in models/: they are what their headers and cards say.</summary>
public sealed partial class ReleasedModelsTests : IDisposable
{
    /// <summary>On another kind of processor sums are rounded otherwise, and with them an image that is nearly two digits.</summary>
    private const int NamedOtherwiseElsewhere = 3;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. BuiltInModels.Names([Repository.Path("models")])];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_slice_of_the_test_is_classified_as_at_the_release(string name)
    {
        TrainedModel model = TrainedModel.Open(File(name));
        Assert.SkipWhen(
            model.Recipe?.Task.Digits == DigitSource.Mnist && Environment.GetEnvironmentVariable("SACCADE_DATA") is not { Length: > 0 },
            "SACCADE_DATA names no folder with MNIST.");

        TestSlice slice = TestSlice.Measure(model, null, threads: 1);

        Assert.Equal(model.File.Facts["slice_images"], $"{slice.Images}");
        int expected = int.Parse(model.File.Facts["slice_wrong"]);
        Assert.InRange(slice.Wrong, expected - NamedOtherwiseElsewhere, expected + NamedOtherwiseElsewhere);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_card_is_what_the_header_gives(string name) =>
        Assert.Equal(ModelRelease.CardOf(File(name)), System.IO.File.ReadAllText(Repository.Path($"models/{name}.md")));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_library_names_the_classes_as_the_commands_do(string name)
    {
        using AttentionClassifier classifier = AttentionClassifier.Load(File(name));
        Assert.Equal(TrainedModel.Open(File(name)).ClassNames, classifier.ClassNames);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_changed_weight_is_refused(string name)
    {
        byte[] content = System.IO.File.ReadAllBytes(File(name));
        content[^2] ^= 1;
        System.IO.File.WriteAllBytes(_folder["changed"], content);

        SaccadeException e = Assert.ThrowsAny<SaccadeException>(() => TrainedModel.Open(_folder["changed"]));

        Assert.Contains("its checksum does not fit its content", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void There_are_weights_alone_and_the_recipes_task_is_the_projects(string name)
    {
        TrainedModel model = TrainedModel.Open(File(name));

        Assert.DoesNotContain(
            model.File.Weights,
            weight => weight.Name.Contains("optimiser", StringComparison.Ordinal) || weight.Values.Any(value => !float.IsFinite(value)));
        Assert.Equal(RecipeFile.Read(model.Name, [Repository.Path("recipes")]).Task, model.Recipe!.Task);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_error_stands_on_the_results_page_and_so_does_what_readme_and_recipe_say(string name)
    {
        TrainedModel model = TrainedModel.Open(File(name));
        string error = $"{Figure("test_error_percent")} ± {Figure("test_error_percent_standard_error")}";
        string readme = Text("README.md");
        Match expected = Expected().Match(Text($"recipes/{model.Name}.toml"));
        string figure = expected.Groups["figure"].Value, page = expected.Groups["page"].Value;

        Assert.Contains($"{error}%", Text(page));
        Assert.Contains($"{figure}%", Text(page));
        Assert.Contains($"[{figure}]({page})", readme);
        // Quickstart's figure is that of the command in the readme, on two threads; the model that ships was trained on one.
        Assert.True(figure == error || name == "quickstart", $"{name}: {figure} is not {error}.");

        string Figure(string key) =>
            double.Parse(model.File.Facts[key], CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_accuracy_after_each_glimpse_and_its_epoch_stand_on_the_results_page(string name)
    {
        TrainedModel model = TrainedModel.Open(File(name));
        string page = Text($"results/{name}.md");
        IEnumerable<string> accuracies = model.File.Facts["test_accuracy_by_glimpse"].Split(' ')
            .Select(accuracy => 100 * double.Parse(accuracy, CultureInfo.InvariantCulture))
            .Select(percent => percent.ToString("0.00", CultureInfo.InvariantCulture));

        Assert.Matches(string.Join(@"[\s,|]+", accuracies), page);
        Assert.Matches($@"\bepochs?\b(?s:.{{0,60}})\b{model.File.Facts["epoch"]}\b", page);
    }

    [GeneratedRegex(
        @"^# Expected error: (?<figure>\d+\.\d\d( ± \d+\.\d\d)?)%.*?(?<page>results/[\w-]+\.md)",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Expected();

    private static string Text(string file) => System.IO.File.ReadAllText(Repository.Path(file));

    private static string File(string name) => Repository.Path($"models/{name}.safetensors");
}
