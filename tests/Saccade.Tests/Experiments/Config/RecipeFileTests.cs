using System.Globalization;
using Saccade.Data;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Policy;
using Saccade.Sensing;
using Saccade.Tests.Checkpoints;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Config;

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
            new ErrorData(ErrorKind.Unknown)
            {
                Key = "recipe",
                Value = "quikstart",
                Detail = "did you mean quickstart? Or give another that 'saccade train --help' names, or a path to a .toml file",
            },
            Refusal("quikstart", folders));
        Assert.StartsWith("there are mnist-28, quickstart", Refusal("zzz", folders).Detail);
        Assert.StartsWith("there are no recipes in", Refusal("a", []).Detail);
        Assert.Equal(
            (ErrorKind.Missing, _folder["none.toml"]),
            (Refusal(_folder["none.toml"], folders).Kind, Refusal(_folder["none.toml"], folders).Path));
        Assert.Equal((ErrorKind.Unknown, "recipe", ""), (Refusal("", folders).Kind, Refusal("", folders).Key, Refusal("", folders).Value));
        Assert.Equal((ErrorKind.Unknown, "recipe"), (Refusal("a\0b", folders).Kind, Refusal("a\0b", folders).Key));
    }

    [Fact]
    public void Bases_below_each_other_are_bounded()
    {
        for (int i = 0; i < 40; i++)
        {
            File.WriteAllText(_folder[$"r{i}.toml"], $"base = \"r{i + 1}\"");
        }
        File.WriteAllText(_folder["r40.toml"], "title = \"last\"");
        ErrorData error = Refusal("r0", [_folder.Path]);
        Assert.Equal((ErrorKind.OutOfRange, "base", "r17"), (error.Kind, error.Key, error.Value));
        Assert.Equal(_folder["r16.toml"], error.Path);
        Assert.Equal("last", RecipeFile.Read("r24", [_folder.Path]).Title);
    }

    [Theory]
    [InlineData("[", "a.", "b]\nc = 1")]
    [InlineData("", "a.", "b = 1")]
    [InlineData("a = ", "{a = ", "1")]
    [InlineData("a = ", "[", "1")]
    public void A_text_with_deep_keys_or_values_is_refused_at_once(string start, string level, string end)
    {
        string deep = start + string.Concat(Enumerable.Repeat(level, 40_000)) + end + string.Concat(Enumerable.Repeat("\nb = 1", 36_000));
        File.WriteAllText(_folder["deep.toml"], deep);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(Refusal("deep", [_folder.Path]).Kind, new[] { ErrorKind.OutOfRange, ErrorKind.Malformed });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 29);
    }

    [Fact]
    public void Relative_paths_are_relative_to_the_folder_of_the_file_that_states_them()
    {
        string first = Directory.CreateDirectory(_folder["first"]).FullName;
        File.WriteAllText(Path.Combine(first, "below.toml"), """
            [task]
            digits = "idx"
            training_images = "data/a"
            training_labels = "/b"
            test_images = "../c"
            test_labels = ""
            """);
        File.WriteAllText(_folder["mine.toml"], "base = \"below\"\n[task]\ntest_labels = \"d\"\n");
        TaskOptions task = RecipeFile.Read(Path.GetRelativePath(Environment.CurrentDirectory, _folder["mine.toml"]), [first]).Task;
        Assert.Equal(
            (Path.Combine(first, "data/a"), "/b", _folder["c"], _folder["d"]),
            (task.TrainingImages, task.TrainingLabels, task.TestImages, task.TestLabels));
        Assert.Equal("", RecipeFile.Read(Path.Combine(first, "below.toml")).Task.TestLabels);
        // Runs of earlier versions state paths that are relative to where they were trained.
        Assert.Equal("data/a", RecipeFile.ReadOfRun(Path.Combine(first, "below.toml")).Task.TrainingImages);
    }

    [Fact]
    public void Files_that_are_no_text_are_refused()
    {
        File.WriteAllBytes(_folder["binary.toml"], [0xC3, 0x28]);
        ErrorData binary = Refusal(_folder["binary.toml"], []);
        Assert.Equal((ErrorKind.Malformed, _folder["binary.toml"], "it is not UTF-8 text"), (binary.Kind, binary.Path, binary.Detail));
        File.WriteAllBytes(_folder["large.toml"], new byte[(1 << 20) + 1]);
        ErrorData large = Assert.Throws<SaccadeException>(() => RecipeFile.Read(_folder["large.toml"])).Error;
        Assert.Equal((ErrorKind.OutOfRange, _folder["large.toml"], (1L << 20) + 1), (large.Kind, large.Path, large.Value));
        Directory.CreateDirectory(_folder["folder.toml"]);
        ErrorData folder = Assert.Throws<SaccadeException>(() => RecipeFile.Read(_folder["folder.toml"])).Error;
        Assert.Equal((ErrorKind.Unreadable, _folder["folder.toml"], "it is a folder"), (folder.Kind, folder.Path, folder.Detail));
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
        Assert.Equal(
            (ScheduleKind.Cosine, 1e-3, 0.0),
            (seven.Training.Schedule.Kind, seven.Training.Schedule.LearningRate, seven.Training.Schedule.FinalRate));

    }

    [Theory]
    [InlineData("mnist-28")]
    [InlineData("translated-60")]
    [InlineData("cluttered-60")]
    [InlineData("cluttered-100-4")]
    [InlineData("cluttered-100-8")]
    public void Rows_of_fewer_glimpses_differ_in_nothing_else_but_that_the_fewest_of_mnist_learn_the_first_place(string name)
    {
        Recipe plain = RecipeFile.Read(name, [ProjectRecipes]);
        string beginning = name + "-t";
        string[] fewer = [.. RecipeFile.Names([ProjectRecipes]).Where(other => other.StartsWith(beginning, StringComparison.Ordinal))];
        Assert.NotEmpty(fewer);
        foreach (string other in fewer)
        {
            Recipe actual = RecipeFile.Read(other, [ProjectRecipes]);
            int glimpses = int.Parse(other[beginning.Length..], CultureInfo.InvariantCulture);
            FirstLocation first = name == "mnist-28" && glimpses < 4 ? FirstLocation.Learned : plain.Model.FirstLocation;
            Assert.Equal(
                plain with { Name = other, Title = actual.Title, Model = plain.Model with { Glimpses = glimpses, FirstLocation = first } },
                actual);
            Assert.Contains($"{glimpses} glimpses", actual.Title);
        }
    }

    [Theory]
    [InlineData("cluttered-60")]
    [InlineData("cluttered-100-4")]
    [InlineData("cluttered-100-8")]
    public void The_control_of_a_row_is_the_same_network_and_training_without_a_policy(string name)
    {
        Recipe plain = RecipeFile.Read(name, [ProjectRecipes]), control = RecipeFile.Read("random-" + name, [ProjectRecipes]);
        Assert.Equal(
            plain with { Name = control.Name, Title = control.Title, Model = plain.Model with { RandomGlimpses = true } }, control);
    }

    [Fact]
    public void A_recipe_may_stand_on_another_of_its_folder_or_of_those_where_names_are_looked_up()
    {
        Directory.CreateDirectory(_folder["own"]);
        File.WriteAllText(_folder["plain.toml"], "title = \"plain\"\n[training]\nepochs = 3\nbatch_size = 20");
        File.WriteAllText(_folder["own/middle.toml"], "base = \"plain\"\n[training]\nepochs = 4");
        File.WriteAllText(_folder["own/top.toml"], "title = \"top\"\nbase = \"middle\"\n[model]\nsigma = 0.2");
        Recipe top = RecipeFile.Read(_folder["own/top.toml"], [_folder.Path]);
        Assert.Equal(("top", "top", 4, 20, 0.2), (top.Name, top.Title, top.Training.Epochs, top.Training.BatchSize, top.Model.Sigma));
        Assert.Equal("plain", RecipeFile.Read(_folder["own/middle.toml"], [_folder.Path]).Title);
        Assert.Equal(top, RecipeText.Read(RecipeText.Write(top), "top", "text"));
    }

    [Theory]
    [InlineData("base = \"missing\"", "r.toml", ErrorKind.Unknown, "recipe", "missing")]
    [InlineData("base = 3", "r.toml", ErrorKind.WrongType, "base", 3L)]
    [InlineData("base = \"other.toml\"", "r.toml", ErrorKind.NotAllowed, "base", "other.toml")]
    [InlineData("base = \"r\"", "r.toml", ErrorKind.Mismatch, "base", "r")]
    [InlineData("base = \"other\"", "other.toml", ErrorKind.Mismatch, "base", "r")]
    public void A_base_that_can_not_be_is_refused_with_its_place(string text, string file, ErrorKind kind, string key, object value)
    {
        File.WriteAllText(_folder["r.toml"], text);
        File.WriteAllText(_folder["other.toml"], "base = \"r\"");
        ErrorData error = Refusal("r", [_folder.Path]);
        Assert.Equal((_folder[file], 1, 1), (error.Path, error.Line, error.Column));
        Assert.Equal((kind, key, value), (error.Kind, error.Key, error.Value));
    }

    [Fact]
    public void The_recipes_of_the_project_state_only_what_they_override()
    {
        foreach (string name in RecipeFile.Names([ProjectRecipes]))
        {
            string text = File.ReadAllText(Path.Combine(ProjectRecipes, name + ".toml"));
            ILookup<bool, OptionAssignment> stated =
                TomlText.Parse(text, name).Where(a => !ForeignValue.Table.Equals(a.Value)).ToLookup(a => a.Key == "base");
            Recipe plain =
                stated[true].Select(a => RecipeFile.Read((string)a.Value, [ProjectRecipes])).FirstOrDefault(new Recipe { Name = name });
            foreach (OptionAssignment assignment in stated[false])
            {
                Assert.True(OptionBinder.Apply(plain, [assignment]) != plain, $"{name} states the default of {assignment.Key}.");
            }
        }
    }

    internal static string ProjectRecipes => Repository.Path("recipes");

    private static ErrorData Refusal(string nameOrPath, string[] folders)
    {
        OptionException refused = Assert.Throws<OptionException>(() => RecipeFile.Read(nameOrPath, folders));
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Error;
    }
}
