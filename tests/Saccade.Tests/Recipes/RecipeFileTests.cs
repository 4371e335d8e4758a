using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Recipes;

public sealed class RecipeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_are_looked_up_in_the_folders_in_their_order()
    {
        string first = Directory.CreateDirectory(_folder["first"]).FullName;
        string second = Directory.CreateDirectory(_folder["second"]).FullName;
        File.WriteAllText(Path.Combine(second, "a.toml"), "title = \"second\"");
        string[] folders = [_folder["missing"], first, second];
        Assert.Equal("second", RecipeFile.Read("a", folders).Title);
        File.WriteAllText(Path.Combine(first, "a.toml"), "title = \"first\"");
        File.WriteAllText(Path.Combine(first, "b.toml"), "");
        Assert.Equal("first", RecipeFile.Read("a", folders).Title);
        Assert.Equal("a", RecipeFile.Read("a", folders).Name);
        Assert.Equal(["a", "b"], RecipeFile.Names(folders));
        Assert.Equal("second", RecipeFile.Read(Path.Combine(second, "a.toml"), folders).Title);
    }

    [Fact]
    public void Unknown_recipes_are_answered_with_the_known_and_the_nearest()
    {
        File.WriteAllText(_folder["mnist-28.toml"], "");
        File.WriteAllText(_folder["quickstart.toml"], "");
        string[] folders = [_folder.Path];
        Assert.Equal(
            "There is no recipe 'quikstart'; did you mean quickstart? There are mnist-28, quickstart, or give a path to a .toml file.",
            Refusal("quikstart", folders));
        Assert.Contains("; there are mnist-28, quickstart", Refusal("zzz", folders));
        Assert.Contains("there are no recipes in", Refusal("a", []));
        Assert.Contains("no recipe file", Refusal(_folder["none.toml"], folders));
        Assert.Contains("There is no recipe", Refusal("", folders));
        Assert.Contains("There is no recipe", Refusal("a\0b", folders));
    }

    [Fact]
    public void Files_that_are_no_text_are_refused()
    {
        File.WriteAllBytes(_folder["binary.toml"], [0xC3, 0x28]);
        Assert.Contains("not UTF-8", Refusal(_folder["binary.toml"], []));
        File.WriteAllBytes(_folder["large.toml"], new byte[(1 << 20) + 1]);
        Assert.Contains("a recipe may have", Assert.Throws<SaccadeException>(() => RecipeFile.Read(_folder["large.toml"])).Message);
        Directory.CreateDirectory(_folder["folder.toml"]);
        Assert.Contains("it is a folder", Assert.Throws<SaccadeException>(() => RecipeFile.Read(_folder["folder.toml"])).Message);
    }

    [Fact]
    public void The_recipes_of_the_project_are_the_experiments_they_claim_to_be()
    {
        Recipe quickstart = RecipeFile.Read("quickstart", [ProjectRecipes]);
        Assert.Equal((DigitSource.Drawn, 60, 60), (quickstart.Task.Digits, quickstart.Task.FrameWidth, quickstart.Task.FrameHeight));
        Assert.Equal(new SensorOptions { PatchSide = 12, Scales = 3 }, quickstart.Model.Sensor);
        Assert.Equal(6, quickstart.Model.Glimpses);

        Recipe seven = RecipeFile.Read("mnist-28", [ProjectRecipes]);
        Assert.Equal((DigitSource.Mnist, 28, 28), (seven.Task.Digits, seven.Task.FrameWidth, seven.Task.FrameHeight));
        Assert.Equal((8, 1, 7), (seven.Model.Sensor.PatchSide, seven.Model.Sensor.Scales, seven.Model.Glimpses));
        Assert.Equal((0.1, FirstLocation.Uniform), (seven.Model.Sigma, seven.Model.FirstLocation));
        Assert.Equal((125, 64, 0.1), (seven.Training.Epochs, seven.Training.BatchSize, seven.Training.Loss.LocationWeight));
        Assert.Equal((OptimiserKind.AdamW, 0.05), (seven.Training.Optimiser.Kind, seven.Training.Optimiser.WeightDecay));
        Assert.Equal((ScheduleKind.Cosine, 1e-3, 0.0), (seven.Training.Schedule.Kind, seven.Training.Schedule.LearningRate, seven.Training.Schedule.FinalRate));

        Recipe six = RecipeFile.Read("mnist-28-6", [ProjectRecipes]);
        Assert.Equal(six with { Name = "mnist-28", Title = seven.Title, Model = six.Model with { Glimpses = 7 } }, seven);
    }

    [Fact]
    public void The_recipes_of_the_project_state_only_what_they_override()
    {
        foreach (string name in RecipeFile.Names([ProjectRecipes]))
        {
            Recipe plain = new() { Name = name };
            string text = File.ReadAllText(Path.Combine(ProjectRecipes, name + ".toml"));
            foreach (OptionAssignment assignment in TomlText.Parse(text, name).Where(a => a.Value is not TableMark))
            {
                Assert.True(OptionBinder.Apply(plain, [assignment]) != plain, $"{name} states the default of {assignment.Key}.");
            }
        }
    }

    internal static string ProjectRecipes => Repository.Path("recipes");

    private static string Refusal(string nameOrPath, string[] folders) =>
        Assert.Throws<OptionException>(() => RecipeFile.Read(nameOrPath, folders)).Message;
}
