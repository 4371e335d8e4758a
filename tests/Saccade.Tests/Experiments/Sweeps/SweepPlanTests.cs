using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Sweeps;

namespace Saccade.Tests.Experiments.Sweeps;

public sealed class SweepPlanTests
{
    private static readonly Recipe s_recipe = new() { Name = "tiny" };
    private static readonly SweepSearch s_random = new() { Kind = SearchKind.Random, Budget = 20, Key = 3 };

    [Fact]
    public void A_grid_has_every_combination_and_single_values_change_the_recipe_of_all()
    {
        (SweepPlan plan, Recipe recipe) = SweepPlan.Create(
            s_recipe, ["model.sigma=0.1, 0.2", "training.epochs=7", "training.optimiser.kind=adam,sgd"], new() { Seeds = 3 });
        Assert.Equal(["model.sigma", "training.optimiser.kind"], plan.Options);
        Assert.Equal([["0.1", "adam"], ["0.1", "sgd"], ["0.2", "adam"], ["0.2", "sgd"]], plan.Settings);
        Assert.Equal(12, plan.Runs);
        Assert.Equal(7, recipe.Training.Epochs);
        Assert.Equal([0.1, 0.1, 0.2, 0.2], plan.Resolve(recipe).Select(setting => setting.Recipe.Model.Sigma));
        Assert.All(plan.Resolve(recipe), setting => Assert.Equal(7, setting.Recipe.Training.Epochs));
    }

    [Fact]
    public void A_comma_separates_values_and_a_value_that_is_a_list_or_a_text_with_commas_stands_in_brackets_or_quotes()
    {
        Assert.Equal(["32", "64"], Values("model.convolution.filters=32,64"));
        Assert.Equal(["[32, 64]", "[16,32]"], Values("model.convolution.filters=[32, 64],[16,32]"));
        Assert.Equal(["\"a, b\"", "'c,d'", "e"], Values("title=\"a, b\",'c,d',e"));
        Assert.Equal(["[8, 16]"], Values("model.convolution.filters=[8, 16]"));

        static IReadOnlyList<string> Values(string assignment) => SweepAxis.Parse(assignment).Values;
    }

    [Fact]
    public void Settings_drawn_at_random_depend_on_the_key_alone_differ_and_stay_when_the_budget_grows()
    {
        string[] axes =
        [
            "model.sigma=0.05..0.3", "training.schedule.learning_rate=1e-4..1e-2:log", "model.glimpses=2..5",
            "training.optimiser.kind=adam,sgd",
        ];
        (SweepPlan plan, Recipe recipe) = SweepPlan.Create(s_recipe, axes, s_random);
        Assert.Equal(20, plan.Settings.Select(values => string.Join(' ', values)).Distinct().Count());
        Assert.Equal(plan.Settings, SweepPlan.Create(s_recipe, axes, s_random).Plan.Settings);
        Assert.Equal(plan.Settings, SweepPlan.Create(s_recipe, axes, s_random with { Budget = 30 }).Plan.Settings.Take(20));
        Assert.NotEqual(plan.Settings, SweepPlan.Create(s_recipe, axes, s_random with { Key = 4 }).Plan.Settings);
        foreach (Recipe drawn in plan.Resolve(recipe).Select(setting => setting.Recipe))
        {
            Assert.InRange(drawn.Model.Sigma, 0.05, 0.3);
            Assert.InRange(drawn.Training.Schedule.LearningRate, 1e-4, 1e-2);
            Assert.InRange(drawn.Model.Glimpses, 2, 5);
        }
        // A logarithmic range has as many values below its geometric mean as above.
        Assert.InRange(plan.Resolve(recipe).Count(setting => setting.Recipe.Training.Schedule.LearningRate < 1e-3), 5, 15);
        Assert.Equal([2, 3, 4, 5], plan.Resolve(recipe).Select(setting => setting.Recipe.Model.Glimpses).Distinct().Order());
    }

    [Fact]
    public void A_range_between_whole_numbers_draws_whole_numbers_and_both_ends_also_where_it_is_logarithmic()
    {
        foreach (string range in new[] { "1..6", "1..6:log" })
        {
            SweepPlan plan = Plan(s_random with { Budget = 6 }, $"training.batch_size={range}");
            Assert.Equal(["1", "2", "3", "4", "5", "6"], plan.Settings.Select(values => values[0]).Order());
        }
    }

    [Fact]
    public void Halving_states_its_rungs()
    {
        SweepSearch halving = new() { Kind = SearchKind.Halving };
        Assert.Equal([3, 9], Plan(halving, "training.epochs=27", "model.sigma=0.1,0.2").Rungs);
        Assert.Equal([2], Plan(halving with { Eta = 4 }, "training.epochs=10").Rungs);
        Assert.Equal([1, 5], Plan(halving with { Rungs = [1, 5] }, "training.epochs=10").Rungs);
        Assert.Empty(Plan(new(), "training.epochs=27").Rungs);
        Refuses("training.epochs", halving, "training.epochs=2");
        Refuses("--rungs", halving with { Rungs = [5, 5] }, "training.epochs=10");
        Refuses("--rungs", halving with { Rungs = [10] }, "training.epochs=10");
        Refuses("--rungs", new() { Rungs = [2] }, "training.epochs=10");
        Refuses("--eta", new() { Eta = 2 }, "training.epochs=10");
    }

    [Fact]
    public void What_cannot_be_swept_is_refused_before_anything_is_trained()
    {
        Refuses(null, new(), "model.sigma=0.1,,0.2");
        Refuses(null, new(), "model.sigma");
        Refuses("model.sigma", new(), "model.sigma=0.1,0.1");
        Refuses("model.sigma", new(), "model.sigma=0.1,x");
        Refuses("model.sgima", new(), "model.sgima=0.1,0.2");
        Refuses("--set", new(), "model.sigma=0.1", "model.sigma=0.2,0.3");
        Refuses("model.sigma", new(), "model.sigma=0.1..0.2");
        Refuses("model.sigma", s_random, "model.sigma=0.2..0.1");
        Refuses("model.sigma", s_random, "model.sigma=0..0.1:log");
        Refuses("--budget", s_random, "model.sigma=0.1,0.2");
        Refuses("--key", s_random with { Key = null }, "model.sigma=0.1,0.2");
        Refuses("--budget", s_random with { Budget = null }, "model.sigma=0.1,0.2");
        Refuses("--key", new() { Key = 1 }, "model.sigma=0.1,0.2");
        string[] many = [.. Enumerable.Range(1, 101).Select(i => $"0.{i:000}")];
        Refuses("number of runs", new() { Seeds = 100 }, $"model.sigma={string.Join(',', many)}");
        // A setting that contradicts itself: two digits do not fit side by side.
        Refuses("task.frame_width", new(), "task.frame_width=60,20");
    }

    private static SweepPlan Plan(SweepSearch search, params string[] set) => SweepPlan.Create(s_recipe, set, search).Plan;

    private static void Refuses(string? key, SweepSearch search, params string[] set) =>
        Assert.Equal(key, Assert.Throws<OptionException>(() => Plan(search, set)).Error.Key);
}
