using CsCheck;
using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Tests.Recipes;

public sealed class RecipeTests
{
    private static readonly Recipe s_plain = new() { Name = "plain" };

    [Fact]
    public void An_empty_text_is_the_defaults() => Assert.Equal(s_plain, RecipeText.Read("", "plain", "f.toml"));

    [Fact]
    public void Every_form_of_toml_reaches_the_options()
    {
        Recipe recipe = RecipeText.Read(
            """
            title = "A \"title\""
            [task]
            digits = "Drawn"            # any case
            frame_width = 0x40
            [model]
            sigma = 1                   # a whole number where a number belongs
            sensor = { patch_side = 12, scales = 3 }
            first_location = 'centre'
            batch_norm = true
            [training]
            optimiser.kind = "adam-w"
            "epochs" = 1_000
            [training.schedule]
            learning_rate = 3e-4
            """, "r", "f.toml");
        Assert.Equal(
            new Recipe
            {
                Name = "r",
                Title = "A \"title\"",
                Task = new() { Digits = DigitSource.Drawn, FrameWidth = 64 },
                Model = new()
                {
                    Sigma = 1,
                    Sensor = new() { PatchSide = 12, Scales = 3 },
                    FirstLocation = FirstLocation.Centre,
                    BatchNorm = true,
                },
                Training = new()
                {
                    Epochs = 1000,
                    Optimiser = new() { Kind = OptimiserKind.AdamW },
                    Schedule = new() { LearningRate = 3e-4 },
                },
            },
            recipe);
    }

    [Theory]
    [InlineData("[training]\nepochs = 0", "f.toml(2,1): training.epochs was 0; it may be 1 to 100000.")]
    [InlineData("[training]\n\n  epochs = \"many\"", "f.toml(3,3): training.epochs was the text 'many'; it may be a whole number")]
    [InlineData("training.epochs = 1.5", "f.toml(1,1): training.epochs was the number 1.5; it may be a whole number")]
    [InlineData("training.epochs = 99999999999", "training.epochs was the whole number 99999999999; it may be a whole number up to 2147483647.")]
    [InlineData("training.epochs = [1]", "training.epochs was a list;")]
    [InlineData("training.epochs = 1979-05-27", "training.epochs was a date or time;")]
    [InlineData("[training.epochs]", "f.toml(1,2): training.epochs was a table; it may be a whole number")]
    [InlineData("training = 3", "f.toml(1,1): training was the whole number 3; it may be a table")]
    [InlineData("[[training]]", "f.toml(1,3): training was a list of tables; it may be a table")]
    [InlineData("[model]\nsigma = nan", "model.sigma was NaN; it may be 0.001 to 2.")]
    [InlineData("[model]\nsigma = inf", "model.sigma was Infinity;")]
    [InlineData("[model]\nbatch_norm = 1", "model.batch_norm was the whole number 1; it may be true or false.")]
    [InlineData("[model]\ncore = \"gru\"", "model.core was the text 'gru'; it may be relu, lstm.")]
    [InlineData("[model]\ncore = \"1\"", "model.core was the text '1'; it may be relu, lstm.")]
    [InlineData("[training.optimiser]\nkind = \"adamz\"", "it may be adam, adamw, sgd.")]
    [InlineData("title = 3", "title was the whole number 3; it may be a text in quotes.")]
    [InlineData("title = \"a\\nb\"", "f.toml(1,1): title was 'a b'; it may be one line")]
    [InlineData("name = \"a/b\"", "f.toml(1,1): name was 'a/b'; it may be what a file can be called")]
    [InlineData("[training]\nepoch = 3", "f.toml(2,1): there is no option training.epoch; did you mean training.epochs?")]
    [InlineData("[training]\nlearning_rate = 3", "did you mean training.schedule.learning_rate?")]
    [InlineData("[trainign]", "f.toml(1,2): there is no option trainign; did you mean training?")]
    [InlineData("[model]\nsensor = { patchside = 3 }", "f.toml(2,12): there is no option model.sensor.patchside; did you mean model.sensor.patch_side?")]
    [InlineData("[training.optimizer]\nkind = \"sgd\"", "there is no option training.optimizer; did you mean training.optimiser?")]
    [InlineData("training.epochs.x = 3", "there is no option training.epochs.x; known are name, title, task, model, training, game.")]
    [InlineData("xyzzyplugh = 3", "there is no option xyzzyplugh; known are name, title, task,")]
    [InlineData("game.xyzzyplugh = 3", "there is no option game.xyzzyplugh; known are game.kind,")]
    [InlineData("[training]\nepochs = ", "f.toml(2,10): no TOML: ")]
    [InlineData("epochs = 1\nepochs = 2", "f.toml(2,1): no TOML: ")]
    [InlineData("[task", "f.toml(1,6): no TOML: ")]
    [InlineData("core = relu", "f.toml(1,8): no TOML: ")]
    [InlineData("[training.schedule]\nkind = \"exponential\"", "f.toml: training.schedule.final_rate was 0; it must be above 0")]
    [InlineData("[task]\nframe_width = 27", "f.toml: task.frame_width was 27; it may be 28 to 4096")]
    [InlineData("[task]\nclutter_patches = 4\nclutter_side = 29", "f.toml: task.clutter_side was 29; it may be up to 28")]
    [InlineData("[model]\nchannels = 3", "f.toml: model.channels was 3; it may be 1")]
    [InlineData("[model]\nclasses = 9", "f.toml: model.classes was 9; it may be 10 or more")]
    [InlineData("[model]\nkind = \"dense\"", "model.kind was the text 'dense'; it may be attention, fully-connected, convolutional.")]
    [InlineData("[model]\nkind = \"convolutional\"\ncomparison.filter_side = 29", "f.toml: model.comparison.filter_side was 29; it may be 1 to 28, the shorter side of the images.")]
    [InlineData("[model]\nkind = \"fully-connected\"\ncomparison.units = 0", "f.toml: model.comparison.units was 0; for the fully connected net it may be 1 to 4096.")]
    [InlineData("[model]\ncomparison.frame_width = 60", "f.toml: model.comparison.frame_width was 60; it may be left out, because it is the task's, 28.")]
    [InlineData("[training]\nepochs = 3\nschedule.warm_up_epochs = 3.5", "f.toml: training.schedule.warm_up_epochs was 3.5; it may be up to training.epochs, 3.")]
    public void Mistakes_are_told_with_place_key_and_remedy(string text, string expected)
    {
        string message = Assert.Throws<OptionException>(() => RecipeText.Read(text, "r", "f.toml")).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("title = \"\\ud800\"")]
    [InlineData("title = \"\\Ud8000000\"")]
    [InlineData("\"\\udfff\" = 1")]
    [InlineData("title = \"\"\"\\ud800\"\"\"")]
    public void Escapes_of_what_is_no_character_are_refused(string text)
    {
        string message = Assert.Throws<OptionException>(() => RecipeText.Read(text, "r", "f.toml")).Message;
        Assert.StartsWith("f.toml", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Nested_brackets_without_end_are_refused()
    {
        Assert.Throws<OptionException>(() => RecipeText.Read("x = " + new string('[', 100_000), "r", "f.toml"));
        Assert.Throws<OptionException>(() => RecipeText.Read("x = " + string.Concat(Enumerable.Repeat("{a=", 100_000)), "r", "f.toml"));
    }

    [Fact]
    public void Written_recipes_state_every_option_and_come_back_equal()
    {
        Recipe recipe = s_plain.With(
            ["title=\"C:\\\\x, \\\"y\\\"\"", "training.optimiser.kind=AdamW", "training.schedule.final_rate=1e-5", "model.sigma=0.30000000000000004", "task.digits=drawn"]);
        string text = RecipeText.Write(recipe);
        Assert.Equal(recipe, RecipeText.Read(text, "other", "f.toml"));
        Assert.Equal(text, RecipeText.Write(RecipeText.Read(text, "other", "f.toml")));
        Assert.Contains("\n[training.optimiser]\nkind = \"adamw\"\nbeta1 = 0.9\n", text);
        Assert.Contains("\nreach = 1.0\n", text);
        Assert.Contains("\nfinal_rate = 1E-05\n", text);
        Assert.All(
            OptionSchema.AllKeys(typeof(Recipe)).Select(key => key.Split('.')[^1]),
            leaf => Assert.True(text.Contains($"\n{leaf} = ") || text.Contains($"{leaf}]\n"), leaf));
    }

    [Fact]
    public void Assignments_take_toml_values_and_bare_words()
    {
        Recipe recipe = s_plain.With(
            ["training.epochs=3", " model.sensor.patch_side = 12 ", "model.core=lstm", "model.first_location='centre'", "title=My run = mine", "model.batch_norm=true"]);
        Assert.Equal(
            s_plain with
            {
                Title = "My run = mine",
                Training = new() { Epochs = 3 },
                Model = new() { Core = CoreKind.Lstm, BatchNorm = true, FirstLocation = FirstLocation.Centre, Sensor = new() { PatchSide = 12 } },
            },
            recipe);
        Assert.Equal("", recipe.With(["title="]).Title);
        Assert.Equal(s_plain, s_plain.With([]));
    }

    [Theory]
    [InlineData("training.epochs", "--set training.epochs: it may be key=value")]
    [InlineData("=3", "it may be key=value")]
    [InlineData("training.epochs=", "--set training.epochs=: training.epochs was the text ''; it may be a whole number")]
    [InlineData("training.epochs=3 4", "training.epochs was the text '3 4';")]
    [InlineData("training.epochs=3\nmodel.hidden=4", "training.epochs was the text '3 model.hidden=4';")]
    [InlineData("training.epochs=0", "--set training.epochs=0: training.epochs was 0; it may be 1 to 100000.")]
    [InlineData("training.epoch=3", "did you mean training.epochs?")]
    [InlineData("training=3", "it may be a table")]
    [InlineData("training.schedule.kind=exponential", "training.schedule.final_rate was 0")]
    [InlineData("model..x=3", "there is no option model..x")]
    [InlineData("task.training_digits=100", "--set task.training_digits=100: task.training_digits is for drawn digits;")]
    [InlineData("task.test_digits=100", "task.test_digits is for drawn digits;")]
    public void Wrong_assignments_are_refused(string assignment, string expected)
    {
        string message = Assert.Throws<OptionException>(() => s_plain.With([assignment])).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Random_mutations_of_a_recipe_never_throw_anything_else()
    {
        string text = RecipeText.Write(s_plain);
        Gen<char> likely = Gen.OneOf(Gen.Char, Gen.OneOf<char>([.. "[]{}=\"'#.,\n\r\\_-+eE019tf \0\uD800"]));
        Gen.Select(Gen.Int[0, 10_000], likely, Gen.Int[0, 2]).Array[1, 6].Sample(edits =>
        {
            string mutated = edits.Aggregate(text, (now, edit) => edit switch
            {
                (int at, char c, 0) => now.Insert(at % now.Length, c.ToString()),
                (int at, char c, 1) => now.Remove(at % now.Length, 1).Insert(at % now.Length, c.ToString()),
                (int at, _, _) => now.Remove(at % now.Length, 1),
            });
            try
            {
                RecipeText.Read(mutated, "r", "f.toml");
            }
            catch (SaccadeException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }, iter: 3_000);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("centre", "center", 2)]
    public void Distances_count_edits(string one, string other, int expected)
    {
        Assert.Equal(expected, NearestName.Distance(one, other));
        Assert.Equal(expected, NearestName.Distance(other, one));
    }
}
