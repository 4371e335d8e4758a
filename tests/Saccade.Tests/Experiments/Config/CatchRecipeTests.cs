using Saccade.Data;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Networks;
using Saccade.Sensing;
using Saccade.Tasks;

namespace Saccade.Tests.Experiments.Config;

public sealed class CatchRecipeTests
{
    private const string Catch = """
        [task]
        kind = "catch"
        [model]
        classes = 3
        glimpses = 23
        """;

    [Fact]
    public void A_recipe_can_be_of_catch_and_comes_back_equal()
    {
        Recipe recipe = RecipeText.Read(Catch, "r", "f.toml");
        Assert.Equal((TaskKind.Catch, new CatchOptions()), (recipe.Task.Kind, recipe.Catch));
        Assert.Equal(recipe, RecipeText.Read(RecipeText.Write(recipe), "r", "f.toml"));
        Assert.Equal(TaskKind.Classification, new Recipe { Name = "r" }.Task.Kind);
    }

    [Fact]
    public void The_recipe_of_the_project_is_the_papers_task_sensor_and_core()
    {
        Recipe recipe = RecipeFile.Read("catch", [RecipeFileTests.ProjectRecipes]);
        Assert.Equal((TaskKind.Catch, 24, 2), (recipe.Task.Kind, recipe.Catch.Side, recipe.Catch.PaddleWidth));
        Assert.Equal(new SensorOptions { PatchSide = 6, Scales = 3 }, recipe.Model.Sensor);
        Assert.Equal((CoreKind.Lstm, 256), (recipe.Model.Core, recipe.Model.Hidden));
    }

    [Theory]
    [InlineData("model.classes=10", "model.classes", 10, "3")]
    [InlineData("model.glimpses=6", "model.glimpses", 6, "23")]
    [InlineData("model.channels=3", "model.channels", 3, "1")]
    [InlineData("training.rollouts=2", "training.rollouts", 2, "1")]
    [InlineData("catch.paddle_width=25", "catch.paddle_width", 25, "1 to 24")]
    [InlineData("catch.side=3", "catch.side", 3, "4 to 65")]
    [InlineData("task.kind=pong", "task.kind", "pong", "classification, catch")]
    [InlineData("catch.training_episodes=-1", "catch.training_episodes", -1, "1 to")]
    [InlineData("training.loss.entropy_weight=-1", "training.loss.entropy_weight", -1.0, "0 to 100")]
    public void What_does_not_go_with_catch_is_refused(string assignment, string key, object value, string allowed)
    {
        Recipe recipe = RecipeText.Read(Catch, "r", "f.toml");
        ErrorData error = Assert.Throws<OptionException>(() => recipe.With([assignment])).Error;
        Assert.Equal((key, value), (error.Key, error.Value));
        Assert.StartsWith(allowed, error.Allowed);
    }
}
