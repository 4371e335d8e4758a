using Saccade.Experiments.Recipes;
using Saccade.Games;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Tests.Recipes;

public sealed class GameRecipeTests
{
    private const string Catch = """
        [game]
        kind = "catch"
        [model]
        classes = 3
        glimpses = 23
        """;

    [Fact]
    public void A_recipe_can_be_a_game_and_comes_back_equal()
    {
        Recipe recipe = RecipeText.Read(Catch, "r", "f.toml");
        Assert.Equal(new GameOptions { Kind = GameKind.Catch }, recipe.Game);
        Assert.Equal(recipe, RecipeText.Read(RecipeText.Write(recipe), "r", "f.toml"));
        Assert.Equal(GameKind.None, new Recipe { Name = "r" }.Game.Kind);
    }

    [Fact]
    public void The_recipe_of_the_project_is_the_papers_game_sensor_and_core()
    {
        Recipe recipe = RecipeFile.Read("catch", [RecipeFileTests.ProjectRecipes]);
        Assert.Equal((GameKind.Catch, 24, 2), (recipe.Game.Kind, recipe.Game.Side, recipe.Game.PaddleWidth));
        Assert.Equal(new SensorOptions { PatchSide = 6, Scales = 3 }, recipe.Model.Sensor);
        Assert.Equal((CoreKind.Lstm, 256), (recipe.Model.Core, recipe.Model.Hidden));
    }

    [Theory]
    [InlineData("model.classes=10", "model.classes was 10; it may be 3")]
    [InlineData("model.glimpses=6", "model.glimpses was 6; it may be 23, one for each step")]
    [InlineData("model.channels=3", "model.channels was 3; it may be 1")]
    [InlineData("training.rollouts=2", "training.rollouts was 2; it may be 1")]
    [InlineData("game.paddle_width=25", "game.paddle_width was 25; it may be 1 to game.side, 24.")]
    [InlineData("game.side=3", "game.side was 3; it may be 4 to 65.")]
    [InlineData("game.kind=pong", "game.kind was the text 'pong'; it may be none, catch.")]
    [InlineData("game.training_episodes=-1", "game.training_episodes was -1; it may be 1 to")]
    [InlineData("game.entropy_weight=-1", "game.entropy_weight was -1; it may be 0 to 100.")]
    public void What_does_not_go_with_the_game_is_refused(string assignment, string expected)
    {
        Recipe recipe = RecipeText.Read(Catch, "r", "f.toml");
        Assert.Contains(expected, Assert.Throws<OptionException>(() => recipe.With([assignment])).Message);
    }
}
