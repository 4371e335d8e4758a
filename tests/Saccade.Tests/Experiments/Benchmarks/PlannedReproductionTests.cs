using Saccade.Errors;
using Saccade.Experiments.Benchmarks;
using Saccade.Experiments.Config;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Experiments.Benchmarks;

public sealed class PlannedReproductionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_listed_recipe_brings_its_published_figures_and_another_none()
    {
        File.WriteAllText(_folder["mnist-28.toml"], "");
        File.WriteAllText(_folder["own.toml"], "title = \"My own\"");
        IReadOnlyList<PlannedReproduction> rows = PlannedReproduction.Resolve(["own", "mnist-28", "own"], [_folder.Path]);
        Assert.Equal(["own", "mnist-28"], rows.Select(row => row.Recipe.Name));
        Assert.Null(rows[0].Row.Paper);
        Assert.Equal("My own", rows[0].Row.Method);
        Assert.Equal("1.07", rows[1].Row.Paper);
    }

    [Fact]
    public void A_listed_recipe_by_its_path_brings_its_published_figures_unless_it_is_another_experiment()
    {
        File.WriteAllText(_folder["mnist-28.toml"], "");
        Directory.CreateDirectory(_folder["other"]);
        File.WriteAllText(_folder["other/mnist-28.toml"], "[training]\nepochs = 3");
        Assert.Equal("1.07", Assert.Single(PlannedReproduction.Resolve([_folder["mnist-28.toml"]], [_folder.Path])).Row.Paper);
        Assert.Null(Assert.Single(PlannedReproduction.Resolve([_folder["other/mnist-28.toml"]], [_folder.Path])).Row.Paper);
    }

    [Fact]
    public void Unknown_recipes_and_two_of_one_name_are_refused()
    {
        File.WriteAllText(_folder["mnist-28.toml"], "");
        Directory.CreateDirectory(_folder["other"]);
        File.WriteAllText(_folder["other/mnist-28.toml"], "[training]\nepochs = 3");
        Assert.StartsWith(
            "did you mean mnist-28?",
            Assert.Throws<OptionException>(() => PlannedReproduction.Resolve(["mnist-29"], [_folder.Path])).Error.Detail);
        ErrorData twice = Assert.Throws<OptionException>(
            () => PlannedReproduction.Resolve(["mnist-28", _folder["other/mnist-28.toml"]], [_folder.Path])).Error;
        Assert.Equal((ErrorKind.Mismatch, "name", "mnist-28"), (twice.Kind, twice.Key, twice.Value));
    }

    [Fact]
    public void The_table_names_each_recipe_once_and_states_the_papers_figures()
    {
        Assert.Equal(PublishedResults.All.Count, PublishedResults.All.Select(row => row.Recipe).Distinct().Count());
        string[] figures =
        [
            "3.79", "1.51", "1.54", "1.34", "1.12", "1.07", "1.07", "1.07", "1.69", "1.21", "1.54", "1.22", "1.20", "6.42", "2.63", "1.62",
            "1.62", "4.96", "4.08", "4.04", "14.4", "28.58", "11.96", "8.09", "9.41", "8.31", "8.11", "28.4", "14.35", "about 15",
        ];
        Assert.Equal(figures, PublishedResults.All.Select(row => row.Paper).OfType<string>());
        Assert.All(
            PublishedResults.All, row => Assert.True(row.Paper is null || !row.Task.Contains("100, 4 patches", StringComparison.Ordinal)));
        Assert.All(PublishedResults.All, row => Assert.True(row.Task.Length > 0 && row.Method.Length > 0));
    }

    [Fact]
    public void Every_row_of_the_table_has_a_recipe_of_the_project()
    {
        string[] recipes = [Repository.Path("recipes")];
        Assert.Empty(PublishedResults.All.Select(row => row.Recipe).Except(RecipeFile.Names(recipes)));
        Assert.Equal(PublishedResults.All.Count, PlannedReproduction.Resolve([], recipes).Count);
        Assert.NotEmpty(PlannedReproduction.Resolve([PublishedResults.Ablation], recipes));
    }

    [Fact]
    public void The_points_of_a_curve_differ_in_nothing_but_their_glimpses_and_the_first_place()
    {
        string[] recipes = [Repository.Path("recipes")];
        foreach (IGrouping<string, PublishedResult> task in
            PublishedResults.All.Where(row => row.Glimpses is not null).GroupBy(row => row.Task))
        {
            Recipe[] points = [.. task.Select(row => RecipeFile.Read(row.Recipe, recipes))];
            Assert.Equal(task.Select(row => row.Glimpses!.Value), points.Select(point => point.Model.Glimpses));
            Assert.Equal(points.Length, points.Select(point => point.Model.Glimpses).Distinct().Count());
            Assert.Single(
                points.Select(point => point with
                {
                    Name = "point",
                    Title = "A point",
                    Model = point.Model with { Glimpses = 1, FirstLocation = FirstLocation.Uniform },
                }).Distinct());
        }
    }

    [Fact]
    public void The_ablation_is_no_recipe_and_its_base_is_one_of_the_table()
    {
        Assert.Equal("ablation", PublishedResults.Ablation);
        Assert.DoesNotContain(PublishedResults.All, row => row.Recipe == PublishedResults.Ablation);
        Assert.Contains(PublishedResults.All, row => row.Recipe == Ablation.Base);
    }

    [Fact]
    public void The_ablation_varies_one_option_at_a_time_and_trains_each_point_once()
    {
        Recipe plain = new() { Name = "plain", Model = new() { Glimpses = 6, Sensor = new() { PatchSide = 12, Scales = 3 } } };
        plain = plain with { Task = plain.Task with { FrameWidth = 60, FrameHeight = 60 } };
        IReadOnlyList<PlannedReproduction> rows = Ablation.Create(plain);
        // 6 + 4 + 8 points, of which the recipe's own lies in all three sweeps.
        Assert.Equal(16, rows.Count);
        Assert.Equal(rows.Count, rows.Select(row => row.Recipe.Name).Distinct().Count());
        PlannedReproduction own = Assert.Single(rows, row => row.Recipe.Model == plain.Model);
        Assert.Equal("plain-g12-k3-t6", own.Recipe.Name);
        Assert.Equal([12, 3, 6], own.Row.Sweeps.Select(place => place.Value));
        Assert.Equal([4, 6, 8, 10, 12, 16], Values(rows, "g, "));
        Assert.Equal([1, 2, 3, 4], Values(rows, "k, "));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Values(rows, "T, "));
        ModelOptions wide = rows.Single(row => row.Recipe.Name == "plain-g16-k3-t6").Recipe.Model;
        Assert.Equal(plain.Model with { Sensor = plain.Model.Sensor with { PatchSide = 16 } }, wide);
    }

    private static IEnumerable<int> Values(IReadOnlyList<PlannedReproduction> rows, string sweep) =>
        rows.SelectMany(row => row.Row.Sweeps).Where(place => place.Sweep.StartsWith(sweep, StringComparison.Ordinal))
            .Select(place => place.Value).Order();
}
