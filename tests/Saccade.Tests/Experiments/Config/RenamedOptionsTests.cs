using Saccade.Data;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Config;

public sealed class RenamedOptionsTests
{
    [Fact]
    public void Recipes_of_former_versions_are_read_and_written_with_the_names_of_today()
    {
        Recipe recipe = RecipeText.Read("""
            [model]
            retina_gain = 4.0
            retina_sum = true
            [training.schedule]
            final_sigma_share = 0.25
            [training.loss]
            reward = "right"
            """, "r", "f.toml");
        Assert.Equal((4.0, true), (recipe.Model.InputScale, recipe.Model.InputSum));
        Assert.Equal((0.25, RewardKind.Accuracy), (recipe.Training.Schedule.FinalSigmaRatio, recipe.Training.Loss.Reward));
        string text = RecipeText.Write(recipe);
        Assert.Contains("input_scale = 4.0\n", text);
        Assert.Contains("input_sum = true\n", text);
        Assert.Contains("final_sigma_ratio = 0.25\n", text);
        Assert.Contains("reward = \"accuracy\"\n", text);
        Assert.Equal(recipe, RecipeText.Read(text, "other", "f.toml"));
    }

    [Fact]
    public void Recipes_of_games_are_recipes_of_the_task_catch()
    {
        Recipe recipe = RecipeText.Read("""
            [game]
            kind = "catch"
            side = 12
            entropy_weight = 0.5
            [model]
            classes = 3
            glimpses = 11
            """, "r", "f.toml");
        Assert.Equal((TaskKind.Catch, 12, 0.5), (recipe.Task.Kind, recipe.Catch.Side, recipe.Training.Loss.EntropyWeight));
        Assert.Equal(TaskKind.Classification, RecipeText.Read("game.kind = \"none\"", "r", "f.toml").Task.Kind);
    }

    [Fact]
    public void Assignments_take_former_names_and_errors_name_those_of_today()
    {
        Recipe plain = new() { Name = "r" };
        Assert.Equal(0.5, plain.With(["training.schedule.final_sigma_share=0.5"]).Training.Schedule.FinalSigmaRatio);
        Assert.Equal(RewardKind.Accuracy, plain.With(["training.loss.reward=Right"]).Training.Loss.Reward);
        ErrorData error = Assert.Throws<OptionException>(() => RecipeText.Read("[model]\nretina_gain = 0", "r", "f.toml")).Error;
        Assert.Equal((ErrorKind.OutOfRange, "model.input_scale", 0.0), (error.Kind, error.Key, error.Value));
        Assert.Equal(("f.toml", 2), (error.Path, error.Line));
    }
}
