using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Runs;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tests.Checkpoints;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Runs;

public sealed class TrainedModelTests : IDisposable
{
    private static readonly Recipe s_attention = new Recipe { Name = "tiny", Title = "Tiny" }.With(
    [
        "task.frame_width=40", "model.hidden=8", "model.glimpse_hidden=4", "model.glimpse_features=8", "model.glimpses=7",
        "training.epochs=2",
    ]);

    private static readonly Recipe s_classifier = new Recipe { Name = "net" }.With(
        ["task.frame_width=40", "model.kind=convolutional", "model.classifier.units=8"]);

    private static readonly Recipe s_game = new Recipe { Name = "game" }.With(
        ["task.kind=catch", "catch.side=8", "model.glimpses=7", "model.classes=3", "model.hidden=8"]);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => ["tiny", "net", "game"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void The_recipe_comes_back_and_its_model_stands_in_the_file_once(string name)
    {
        Recipe recipe = Recipe(name);
        File(recipe, TrainedModel.FactsOf(recipe)).Write(_folder["m.safetensors"]);

        TrainedModel model = TrainedModel.Open(_folder["m.safetensors"]);

        Assert.Equal(recipe, model.Recipe);
        Assert.Equal(recipe, model.RequireRecipe());
        Assert.Equal((recipe.Name, recipe.Title, recipe.Task.Kind), (model.Name, model.Title, model.TaskKind));
        Assert.Empty(model.OtherFacts);
        IReadOnlyDictionary<string, string> metadata = TensorFile.Read(_folder["m.safetensors"]).Metadata;
        Assert.DoesNotContain("[model", metadata["recipe"], StringComparison.Ordinal);
        Assert.DoesNotContain("glimpses", metadata["recipe"], StringComparison.Ordinal);
        Assert.Contains("[training.schedule]", metadata["recipe"], StringComparison.Ordinal);
        string[] decoding = recipe.Task.Kind == TaskKind.Classification ? ["ground", "short_side"] : [];
        string[] expected = ["model", "name", "recipe", "saccade_model", .. decoding];
        Assert.Equal(expected.Order(StringComparer.Ordinal), metadata.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_of_version_1_gives_the_same_recipe(string name)
    {
        Recipe recipe = Recipe(name);
        WriteVersion1(recipe, RecipeText.Write(recipe).Replace("[model.classifier]", "[model.comparison]", StringComparison.Ordinal));
        Assert.Equal(recipe, TrainedModel.Open(_folder["m.safetensors"]).Recipe);
    }

    [Theory]
    [InlineData("tiny", "glimpses = 7", "glimpses = 3", "model.glimpses", "3 in the file's recipe and 7")]
    [InlineData("tiny", "sigma = 0.1", "sigma = 0.2", "model.sigma", "0.2 in the file's recipe and 0.1")]
    [InlineData("tiny", "core = \"relu\"", "core = \"lstm\"", "model.core", "\"lstm\" in the file's recipe and \"relu\"")]
    [InlineData("tiny", "reach = 1.0", "reach = 0.5", "model.sensor.reach", "0.5 in the file's recipe and 1.0")]
    [InlineData("net", "\nunits = 8", "\nunits = 9", "model.classifier.units", "9 in the file's recipe and 8")]
    [InlineData("net", "\ndigits = \"mnist\"", "\ndigits = \"drawn\"", null, null)]
    [InlineData("net", "\nframe_width = 40", "\nframe_width = 44", "model.classifier.frame_width", "44 in the file's recipe and 40")]
    public void A_file_that_contradicts_itself_is_refused(string name, string old, string other, string? key, string? values)
    {
        Recipe recipe = Recipe(name);
        string text = RecipeText.Write(recipe), changed = text.Replace(old, other, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        WriteVersion1(recipe, changed);
        if (key is null)
        {
            TrainedModel.Open(_folder["m.safetensors"]);
            return;
        }
        ErrorData error = Refused();
        Assert.Equal((ErrorKind.Mismatch, _folder["m.safetensors"], key), (error.Kind, error.Path, error.Key));
        Assert.Contains(values!, error.Detail);
    }

    [Fact]
    public void A_recipe_that_states_a_model_in_a_file_of_today_must_agree_too()
    {
        Dictionary<string, string> facts = new() { ["recipe"] = "[model]\nglimpses = 3" };
        File(s_attention, facts).Write(_folder["m.safetensors"]);
        Assert.Equal((ErrorKind.Mismatch, "model.glimpses"), (Refused().Kind, Refused().Key));
        // What the text leaves open is the file's.
        facts["recipe"] = "[model]\nglimpses = 7";
        File(s_attention, facts).Write(_folder["m.safetensors"]);
        Assert.Equal(s_attention.Model, TrainedModel.Open(_folder["m.safetensors"]).Recipe?.Model);
    }

    [Fact]
    public void A_file_without_recipe_opens_and_computes()
    {
        ModelFile file = File(s_attention, new() { ["source"] = "elsewhere" });
        file.Write(_folder["mine.safetensors"]);

        TrainedModel model = TrainedModel.Open(_folder["mine.safetensors"]);

        Assert.Null(model.Recipe);
        Assert.Equal(("mine", "", TaskKind.Classification), (model.Name, model.Title, model.TaskKind));
        Assert.Equal(["source"], model.OtherFacts.Select(fact => fact.Key));
        OptionException e = Assert.Throws<OptionException>(() => model.RequireRecipe("--test-images"));
        Assert.Equal((ErrorKind.Missing, _folder["mine.safetensors"], "give --test-images"), (e.Error.Kind, e.Error.Path, e.Error.Remedy));
        using IEngine agent = model.CreateEngine(threads: 1);
        Assert.Equal(file.Weights.SelectMany(weight => weight.Values), agent.SaveWeights().SelectMany(weight => weight.Values));
    }

    [Fact]
    public void A_name_is_kept_without_a_recipe()
    {
        File(s_attention, new() { ["name"] = "my\nmodel" }).Write(_folder["m.safetensors"]);
        Assert.Equal("my model", TrainedModel.Open(_folder["m.safetensors"]).Name);
    }

    [Fact]
    public void Files_that_a_model_names_are_not_opened_unasked()
    {
        Recipe recipe = s_attention.With(["task.digits=idx", "task.test_images=/etc/shadow", "task.test_labels=/etc/passwd"]);
        File(recipe, TrainedModel.FactsOf(recipe)).Write(_folder["m.safetensors"]);

        TrainedModel model = TrainedModel.Open(_folder["m.safetensors"]);

        Assert.Equal(("", ""), (model.RequireRecipe().Task.TestImages, model.RequireRecipe().Task.TestLabels));
        Assert.Equal(["/etc/shadow", "/etc/passwd"], model.WithheldFiles);
        ErrorData error = Assert.Throws<OptionException>(() => model.RequireTask("--test-images")).Error;
        Assert.Equal(_folder["m.safetensors"], error.Path);
        Assert.Equal("give --test-images, or add --open-files to open these", error.Remedy);
        Assert.Equal(recipe, TrainedModel.Open(_folder["m.safetensors"], new() { OpenFiles = true }).RequireTask());
    }

    [Theory]
    [InlineData("task.images=/etc", "task.short_side=90", 90)]
    [InlineData("task.images=/etc;task.background_images=/root;task.frame_width=160;task.frame_height=160", "task.shrink=2", 80)]
    public void A_model_file_whose_pictures_are_withheld_remains_one_of_pictures(string pictures, string size, int side)
    {
        Recipe recipe = new Recipe { Name = "a" }.With([.. pictures.Split(';'), size]);
        File(recipe, TrainedModel.FactsOf(recipe)).Write(_folder["m.safetensors"]);

        TrainedModel model = TrainedModel.Open(_folder["m.safetensors"]);

        Assert.True(model.RequireRecipe().Task.HasPictures);
        Assert.Equal((side, side), (model.RequireRecipe().Task.ImageWidth, model.RequireRecipe().Task.ImageHeight));
        Assert.Equal("/etc", model.WithheldFiles[0]);
        Assert.Equal(recipe.Model.Classes, model.ClassNames.Count);
        Assert.Throws<OptionException>(() => model.OpenTask(dataFolder: null));
    }

    [Fact]
    public void A_run_opens_the_files_of_its_own_recipe_alone()
    {
        Recipe own = s_attention.With(["task.digits=idx", "task.test_images=mine.idx", "task.test_labels=labels.idx"]);
        Recipe strange = own.With(["task.test_images=/etc/shadow"]);
        Directory.CreateDirectory(_folder["run"]);
        System.IO.File.WriteAllText(_folder["run/recipe.toml"], RecipeText.Write(own));
        System.IO.File.WriteAllText(
            _folder["run/run.json"],
            """{"seed":0,"threads":1,"startedAt":"2026-01-01T00:00:00Z","saccade":"1","dotNet":"10","torchSharp":null,"commit":null}""");
        File(strange, TrainedModel.FactsOf(strange)).Write(_folder["run/model.safetensors"]);

        TrainedModel model = TrainedModel.Open(_folder["run"]);

        Assert.Equal("mine.idx", model.RequireRecipe().Task.TestImages);
        Assert.Equal(["/etc/shadow"], model.WithheldFiles);
    }

    [Fact]
    public void A_changed_file_opens_where_that_is_accepted()
    {
        File(s_attention, TrainedModel.FactsOf(s_attention)).Write(_folder["m.safetensors"]);
        byte[] bytes = System.IO.File.ReadAllBytes(_folder["m.safetensors"]);
        bytes[^4] ^= 1;
        System.IO.File.WriteAllBytes(_folder["m.safetensors"], bytes);
        Assert.Equal("fetch it again, or accept it as it is with --accept-changed", Refused().Remedy);
        Assert.Equal("tiny", TrainedModel.Open(_folder["m.safetensors"], new() { AcceptChanged = true }).Name);
    }

    private ErrorData Refused() => Assert.ThrowsAny<SaccadeException>(() => TrainedModel.Open(_folder["m.safetensors"])).Error;

    private static Recipe Recipe(string name) => name switch { "tiny" => s_attention, "net" => s_classifier, _ => s_game };

    private static ModelFile File(Recipe recipe, Dictionary<string, string> facts) =>
        new(recipe.ModelForTask, NetworkPlan.Create(recipe.ModelForTask).InitialWeights(RandomKey.FromSeed(2)), facts);

    private void WriteVersion1(Recipe recipe, string text)
    {
        File(recipe, []).Write(_folder["m.safetensors"]);
        TensorFile file = TensorFile.Read(_folder["m.safetensors"]);
        Dictionary<string, string> metadata = new()
        {
            ["format"] = "saccade-model-1",
            ["model"] = file.Metadata["model"].Replace("\"classifier\"", "\"comparison\"", StringComparison.Ordinal),
            ["name"] = recipe.Name,
            ["recipe"] = text,
        };
        (file with { Metadata = metadata }).Write(_folder["m.safetensors"]);
    }
}
