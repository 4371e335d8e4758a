using CsCheck;
using Saccade.Data;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Config;

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
    [InlineData("[training]\nepochs = 0", ErrorKind.OutOfRange, "training.epochs", 0, "1 to 100000", 2, 1)]
    [InlineData("[training]\n\n  epochs = \"many\"", ErrorKind.WrongType, "training.epochs", "many", "a whole number", 3, 3)]
    [InlineData("training.epochs = 1.5", ErrorKind.WrongType, "training.epochs", 1.5, "a whole number", 1, 1)]
    [InlineData(
        "training.epochs = 99999999999", ErrorKind.WrongType, "training.epochs", 99999999999L, "a whole number up to 2147483647", 1, 1)]
    [InlineData("training.epochs = [1]", ErrorKind.WrongType, "training.epochs", "[1]", "a whole number", 1, 1)]
    [InlineData("training.epochs = [\"a\"]", ErrorKind.WrongType, "training.epochs", "a list", "a whole number", 1, 1)]
    [InlineData(
        "model.convolution.filters = [8, \"a\"]", ErrorKind.WrongType, "model.convolution.filters", "a list",
        "a list of whole numbers, such as [32, 64]", 1, 1)]
    [InlineData(
        "model.convolution.filters = [8, 0]", ErrorKind.OutOfRange, "model.convolution.filters", "[8, 0]",
        "a list of 0 to 8 whole numbers, each 1 to 1024", 1, 1)]
    [InlineData(
        "model.convolution = { filters = [8, 8], strides = [1, 1, 2] }", ErrorKind.Mismatch, "model.convolution.strides", "[1, 1, 2]",
        "one number, or 2: one for each layer of model.convolution.filters", null, null)]
    [InlineData("model.context.side = 1025", ErrorKind.OutOfRange, "model.context.side", 1025, "0 to 1024", 1, 1)]
    [InlineData("training.epochs = 1979-05-27", ErrorKind.WrongType, "training.epochs", "a date or time", "a whole number", 1, 1)]
    [InlineData("[training.epochs]", ErrorKind.WrongType, "training.epochs", "a table", "a whole number", 1, 2)]
    [InlineData("training = 3", ErrorKind.WrongType, "training", 3L, "a table of options", 1, 1)]
    [InlineData("[[training]]", ErrorKind.WrongType, "training", "a list of tables", "a table of options", 1, 3)]
    [InlineData("[model]\nsigma = nan", ErrorKind.OutOfRange, "model.sigma", double.NaN, "0.001 to 2", 2, 1)]
    [InlineData("[model]\nsigma = inf", ErrorKind.OutOfRange, "model.sigma", double.PositiveInfinity, "0.001 to 2", 2, 1)]
    [InlineData("[model]\nbatch_norm = 1", ErrorKind.WrongType, "model.batch_norm", 1L, "true or false", 2, 1)]
    [InlineData("[model]\ncore = \"gru\"", ErrorKind.WrongType, "model.core", "gru", "relu, lstm, extension", 2, 1)]
    [InlineData("[model]\ncore = \"1\"", ErrorKind.WrongType, "model.core", "1", "relu, lstm, extension", 2, 1)]
    [InlineData(
        "[training.optimiser]\nkind = \"adamz\"", ErrorKind.WrongType, "training.optimiser.kind", "adamz", "adam, adamw, sgd", 2, 1)]
    [InlineData("title = 3", ErrorKind.WrongType, "title", 3L, "a text in quotes", 1, 1)]
    [InlineData("title = \"a\\nb\"", ErrorKind.NotAllowed, "title", "a\nb", "one line without tabs", 1, 1)]
    [InlineData("name = \"a/b\"", ErrorKind.NotAllowed, "name", "a/b", "what a file can be called, without /\\:*?\"<>|", 1, 1)]
    [InlineData(
        "[training.schedule]\nkind = \"exponential\"", ErrorKind.Mismatch, "training.schedule.final_rate", 0.0, "above 0", null, null)]
    [InlineData("[task]\nframe_width = 27", ErrorKind.Mismatch, "task.frame_width", 27, "28 to 4096", null, null)]
    [InlineData("[task]\nclutter_patches = 4\nclutter_side = 29", ErrorKind.Mismatch, "task.clutter_side", 29, "up to 28", null, null)]
    [InlineData("[model]\nchannels = 3", ErrorKind.Mismatch, "model.channels", 3, "1", null, null)]
    [InlineData("[model]\nclasses = 9", ErrorKind.Mismatch, "model.classes", 9, "10 or more", null, null)]
    [InlineData("[model]\nkind = \"dense\"", ErrorKind.WrongType, "model.kind", "dense",
        "attention, fully-connected, convolutional, cnn", 2, 1)]
    [InlineData("[model]\nclassifier.frame_width = 60", ErrorKind.Mismatch, "model.classifier.frame_width", 60, "left out", null, null)]
    [InlineData(
        "[training]\nepochs = 3\nschedule.warm_up_epochs = 3.5", ErrorKind.Mismatch, "training.schedule.warm_up_epochs", 3.5, "up to 3",
        null, null)]
    public void Wrong_values_are_refused_with_place_key_and_what_is_allowed(
        string text, ErrorKind kind, string key, object value, string allowed, int? line, int? column)
    {
        ErrorData error = Refused(() => RecipeText.Read(text, "r", "f.toml"));
        Assert.Equal((kind, key, allowed), (error.Kind, error.Key, error.Allowed));
        Assert.Equal(("f.toml", line, column), (error.Path, error.Line, error.Column));
        Assert.Equal(value, error.Value is ForeignValue or IntegerList ? error.Value.ToString() : error.Value);
    }

    [Theory]
    [InlineData("[32, 64]")]
    [InlineData("32, 64")]
    [InlineData("32,64")]
    public void A_list_of_the_command_line_needs_no_brackets(string list)
    {
        Recipe recipe = OptionBinder.Apply(new Recipe { Name = "r" }, [TomlText.ParseAssignment("model.convolution.filters=" + list)]);
        Assert.Equal<int>([32, 64], recipe.Model.Convolution.Filters);
        Assert.Equal(recipe, RecipeText.Read(RecipeText.Write(recipe), "r", "f.toml") with { Name = recipe.Name });
    }

    [Fact]
    public void One_number_is_a_list()
    {
        Recipe recipe = OptionBinder.Apply(new Recipe { Name = "r" }, [TomlText.ParseAssignment("model.convolution.filters=16")]);
        Assert.Equal<int>([16], recipe.Model.Convolution.Filters);
    }

    [Theory]
    [InlineData("[training]\nepoch = 3", "training.epoch", 2, 1, "did you mean training.epochs?")]
    [InlineData("[training]\nlearning_rate = 3", "training.learning_rate", 2, 1, "did you mean training.schedule.learning_rate?")]
    [InlineData("[trainign]", "trainign", 1, 2, "did you mean training?")]
    [InlineData("[model]\nsensor = { patchside = 3 }", "model.sensor.patchside", 2, 12, "did you mean model.sensor.patch_side?")]
    [InlineData("[training.optimizer]\nkind = \"sgd\"", "training.optimizer", 1, 2, "did you mean training.optimiser?")]
    [InlineData("training.epochs.x = 3", "training.epochs.x", 1, 1, "known are name, title, task, model, training, catch")]
    [InlineData("xyzzyplugh = 3", "xyzzyplugh", 1, 1, "known are name, title, task, model, training, catch")]
    [InlineData(
        "catch.xyzzyplugh = 3", "catch.xyzzyplugh", 1, 1,
        "known are catch.side, catch.paddle_width, catch.training_episodes, catch.validation_episodes")]
    public void Unknown_keys_are_refused_with_place_and_the_known_or_nearest_ones(
        string text, string key, int line, int column, string detail) =>
        Assert.Equal(
            new ErrorData(ErrorKind.Unknown) { Key = key, Path = "f.toml", Line = line, Column = column, Detail = detail },
            Refused(() => RecipeText.Read(text, "r", "f.toml")));

    [Theory]
    [InlineData("[training]\nepochs = ", 2, 10)]
    [InlineData("epochs = 1\nepochs = 2", 2, 1)]
    [InlineData("[task", 1, 6)]
    [InlineData("core = relu", 1, 8)]
    public void What_is_no_toml_is_refused_with_its_place(string text, int line, int column)
    {
        ErrorData error = Refused(() => RecipeText.Read(text, "r", "f.toml"));
        Assert.Equal((ErrorKind.Malformed, "f.toml", line, column), (error.Kind, error.Path, error.Line, error.Column));
        Assert.StartsWith("no TOML: ", error.Detail);
    }

    [Theory]
    [InlineData("[model]\nkind = \"convolutional\"\nclassifier.filter_side = 29", "model.classifier.filter_side", 29, "1 to 28")]
    [InlineData("[model]\nkind = \"fully-connected\"\nclassifier.units = 0", "model.classifier.units", 0, "1 to 4096")]
    public void Options_of_a_classifier_that_do_not_fit_are_refused(string text, string key, int value, string allowed) => Assert.Equal(
        (ErrorKind.Mismatch, key, value, allowed, "f.toml"),
        (Refused(() => RecipeText.Read(text, "r", "f.toml")) is { } error
            ? (error.Kind, error.Key, error.Value, error.Allowed, error.Path)
            : default));

    [Theory]
    [InlineData("[model.comparison]\nunits = 7\nfilters = 3")]
    [InlineData("[model]\ncomparison.units = 7\ncomparison.filters = 3")]
    [InlineData("[model]\ncomparison = { units = 7, filters = 3 }")]
    [InlineData("model.comparison.units = 7\n[model.classifier]\nfilters = 3")]
    public void Options_are_read_under_names_that_they_had_before(string text)
    {
        ClassifierOptions classifier = new() { Units = 7, Filters = 3 };
        Assert.Equal(classifier, RecipeText.Read(text, "r", "f.toml").Model.Classifier);
        Assert.Equal(
            classifier, new Recipe { Name = "r" }.With(["model.comparison.units=7", "model.comparison.filters=3"]).Model.Classifier);
    }

    [Fact]
    public void The_game_is_read_under_the_names_that_it_had_before()
    {
        const string text = "[model]\nclasses = 3\nglimpses = 7\n[game]\nkind = \"catch\"\nside = 8\nentropy_weight = 0.5";
        Recipe recipe = RecipeText.Read(text, "r", "f.toml");
        Assert.Equal((TaskKind.Catch, 8, 0.5), (recipe.Task.Kind, recipe.Catch.Side, recipe.Training.Loss.EntropyWeight));
        Assert.Equal(TaskKind.Classification, RecipeText.Read("game.kind = \"none\"", "r", "f.toml").Task.Kind);
    }

    [Fact]
    public void Mistakes_under_an_old_name_are_reported_with_the_name_of_today()
    {
        Assert.Contains(
            "f.toml(2,1): model.classifier.units was 5000; it may be 0 to 4096.",
            Assert.Throws<OptionException>(() => RecipeText.Read("[model.comparison]\nunits = 5000", "r", "f.toml")).Message);
        Assert.Contains(
            "f.toml(2,1): there is no option model.classifier.unit; did you mean model.classifier.units?",
            Assert.Throws<OptionException>(() => RecipeText.Read("[model.comparison]\nunit = 1", "r", "f.toml")).Message);
    }

    [Theory]
    [InlineData("title = \"\\ud800\"")]
    [InlineData("title = \"\\Ud8000000\"")]
    [InlineData("\"\\udfff\" = 1")]
    [InlineData("title = \"\"\"\\ud800\"\"\"")]
    public void Escapes_of_what_is_no_character_are_refused(string text)
    {
        ErrorData error = Refused(() => RecipeText.Read(text, "r", "f.toml"));
        Assert.Equal((ErrorKind.Malformed, "f.toml"), (error.Kind, error.Path));
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
            [
                "title=\"C:\\\\x, \\\"y\\\"\"", "training.optimiser.kind=AdamW", "training.schedule.final_rate=1e-5",
                "model.sigma=0.30000000000000004", "task.digits=drawn",
            ]);
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
            [
                "training.epochs=3", " model.sensor.patch_side = 12 ", "model.core=lstm", "model.first_location='centre'",
                "title=My run = mine", "model.batch_norm=true",
            ]);
        Assert.Equal(
            s_plain with
            {
                Title = "My run = mine",
                Training = new() { Epochs = 3 },
                Model = new()
                {
                    Core = CoreKind.Lstm,
                    BatchNorm = true,
                    FirstLocation = FirstLocation.Centre,
                    Sensor = new() { PatchSide = 12 },
                },
            },
            recipe);
        Assert.Equal("", recipe.With(["title="]).Title);
        Assert.Equal(s_plain, s_plain.With([]));
    }

    [Theory]
    [InlineData("training.epochs", ErrorKind.Malformed, null, null, "it may be key=value, such as training.epochs=3")]
    [InlineData("=3", ErrorKind.Malformed, null, null, "it may be key=value, such as training.epochs=3")]
    [InlineData("training.epochs=", ErrorKind.WrongType, "training.epochs", "", "a whole number")]
    [InlineData("training.epochs=3 4", ErrorKind.WrongType, "training.epochs", "3 4", "a whole number")]
    [InlineData("training.epochs=3\nmodel.hidden=4", ErrorKind.WrongType, "training.epochs", "3\nmodel.hidden=4", "a whole number")]
    [InlineData("training.epochs=0", ErrorKind.OutOfRange, "training.epochs", 0, "1 to 100000")]
    [InlineData("training.epoch=3", ErrorKind.Unknown, "training.epoch", null, "did you mean training.epochs?")]
    [InlineData("training=3", ErrorKind.WrongType, "training", 3L, "a table of options")]
    [InlineData("training.schedule.kind=exponential", ErrorKind.Mismatch, "training.schedule.final_rate", 0.0, "above 0")]
    [InlineData("model..x=3", ErrorKind.Unknown, "model..x", null, "known are name, title, task, model, training, catch")]
    [InlineData("task.training_digits=100", ErrorKind.Mismatch, "task.training_digits", 100L, "it is for drawn digits")]
    [InlineData("task.test_digits=100", ErrorKind.Mismatch, "task.test_digits", 100L, "it is for drawn digits")]
    [InlineData(
        "model.classifier.units=8", ErrorKind.Mismatch, "model.classifier.units", 8L, "it is for nets of whole images (model.kind)")]
    public void Wrong_assignments_are_refused(string assignment, ErrorKind kind, string? key, object? value, string allowedOrDetail)
    {
        ErrorData error = Refused(() => s_plain.With([assignment]));
        Assert.Equal((kind, key, value), (error.Kind, error.Key, error.Value));
        Assert.Equal(allowedOrDetail, error.Allowed ?? error.Detail);
        // Options that contradict each other stand in no single argument.
        Assert.Equal(key == "training.schedule.final_rate" ? null : $"--set {TerminalText.OneLine(assignment)}", error.Path);
    }

    [Fact]
    public void Convolutions_of_glimpses_are_refused_for_a_net_of_whole_images()
    {
        string[] net = ["task.frame_width=28", "model.kind=cnn"];
        ErrorData error = Refused(() => s_plain.With([.. net, "model.convolution.filters=[4]"]));
        Assert.Equal((ErrorKind.Mismatch, "model.convolution.filters"), (error.Kind, error.Key));
        Assert.Equal("it is for glimpses; the layers of a net are those of model.classifier.convolution", error.Detail);
        Assert.Equal([4], s_plain.With([.. net, "model.classifier.convolution.filters=[4]"]).Model.Classifier.Convolution.Filters);
    }

    [Theory]
    [InlineData("training_digits", "mnist")]
    [InlineData("test_digits", "idx")]
    public void Numbers_of_digits_in_a_file_are_refused_where_the_digits_are_not_drawn(string name, string digits)
    {
        ErrorData error = Refused(() => Read($"[task]\ndigits = \"{digits}\"\n{name} = 100"));
        Assert.Equal((ErrorKind.Mismatch, $"task.{name}", (object)100L), (error.Kind, error.Key, error.Value));
        Assert.Equal(("it is for drawn digits", "r.toml", 3), (error.Detail, error.Path, error.Line));
        Assert.NotEqual(s_plain, Read($"[task]\ndigits = \"drawn\"\n{name} = 100"));
        // A copy of a run's recipe states every option.
        Assert.Equal(s_plain, Read(RecipeText.Write(s_plain)));

        Recipe Read(string recipe) => RecipeText.Read(recipe, s_plain.Name, "r.toml", _ => s_plain);
    }

    private static ErrorData Refused(Action act)
    {
        OptionException refused = Assert.Throws<OptionException>(act);
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Error;
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
