using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Extensions;
using Saccade.Experiments.Reports;
using Saccade.Sensing;

namespace Saccade.Experiments.Release;

/// <summary>The page that goes with a released model; all of it comes from the model's header.</summary>
internal static class ModelCard
{
    /// <summary>The entry of the header with the files of assemblies that the model needs, a slash between two.</summary>
    internal const string ExtensionsKey = "extensions";

    /// <summary>The entry with the models whose weights its training began with: a name and a SHA-256 each, a slash between two.</summary>
    internal const string InitialModelsKey = "initial_models";

    /// <summary>The card as Markdown, with the SHA-256 of the model file in hexadecimal digits.</summary>
    /// <exception cref="SaccadeException">The header lacks an entry that a release writes.</exception>
    public static string Write(string name, TrainedModel model, string sha256) => MarkdownPage.Write(
    [
        new Heading(1, name),
        new Paragraph(
            (model.Title.Length > 0 ? model.Description : model.Name)
            + $". Made by 'saccade release' from the header of {name}{BuiltInModels.Ending}."),
        new Code(Commands(name, model)),
        new Table(["", ""], [.. Facts(model)]),
        new Heading(2, "How it was trained"),
        new Code(Training(name, model)),
        new Paragraph(
            $"{Origin(model)}By the program built from {Commit(model)}, in {Formatting.Duration(Number(model, "seconds"))} "
            + $"with {Threads(model)} of the {Engine(model)} engine ({Fact(model, "trained_on")}). "
            + $"The command's recipe is that of the program that wrote this page; 'saccade info {name} --recipe' prints every option."),
        new Heading(2, "Limits"),
        new Paragraph(
            $"It was trained on {Images(model.RequireRecipe().Task)}{(InitialModels(model).Length > 0 ? "" : " and on nothing else")}: "
            + "what it says of other images means little. "
            + (InitialModels(model).Length > 0 ? "The last of several trainings" : "One training")
            + $" with one seed ({Fact(model, "seed")}). "
            + "On another kind of processor it may classify a few images differently, "
            + "because sums round differently."),
        new Paragraph(
            (model.TaskKind == TaskKind.Classification
                ? $"A short test: it misclassifies {Fact(model, "slice_wrong")} of the first "
                    + $"{Count(Number(model, "slice_images"), "test image")}. "
                : "")
            + "The header has a checksum over header and weights: a changed file is refused. "
            + $"SHA-256 of the whole file: {sha256}"),
    ], ".");

    private static string[] InitialModels(TrainedModel model) =>
        model.File.Facts.GetValueOrDefault(InitialModelsKey, "").Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The models that it starts from, in a sentence; empty if it starts at random.</summary>
    private static string Origin(TrainedModel model) => InitialModels(model) is { Length: > 0 } models
        ? $"It starts from the weights of {string.Join(" and of ", models)}, whose training is not in the time and the epochs stated here. "
        : "";

    private static string Commands(string name, TrainedModel model)
    {
        Recipe recipe = model.RequireRecipe();
        string extensions = Extensions(model);
        string options = (RecipePaths.NamesFiles(recipe) ? $" {ModelTrust.OpenFilesOption}" : "") + extensions;
        string first = recipe.Task.HasPictures ? $"saccade predict {name} picture.jpg{extensions}\n" : "";
        return $"{first}saccade eval {name}{options}\nsaccade look {name}{options}\nsaccade serve --model {name}{extensions}";
    }

    /// <summary>The commands that train it; before the last one that writes the recipe, if that is a file of the user's.</summary>
    private static string Training(string name, TrainedModel model)
    {
        string[] commands = Fact(model, "command").Split('\n');
        string recipe = commands[^1].StartsWith(TrainingCommand.OfOwn(model.Name), StringComparison.Ordinal)
            ? $"saccade info {name}{Extensions(model)} --recipe > {ShellWord.Quote(model.Name + RecipeFile.Ending)}\n"
            : "";
        return string.Concat(commands[..^1].Select(command => command + "\n")) + recipe + commands[^1];
    }

    /// <summary>The options that load the assemblies of its core, with a space before them.</summary>
    private static string Extensions(TrainedModel model) => Extension.Options(
        model.File.Facts.GetValueOrDefault(ExtensionsKey, "").Split('/', StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<IReadOnlyList<string>> Facts(TrainedModel model)
    {
        yield return ["Images", Images(model.RequireRecipe().Task)];
        if (model.File.Facts.ContainsKey(ModelFile.ClassNamesKey))
        {
            yield return ["Classes", Formatting.Names(model.ClassNames)];
        }
        ModelOptions options = model.File.Model;
        if (options.TakesGlimpses)
        {
            SensorOptions sensor = options.Sensor;
            IEnumerable<string> extents = Enumerable.Range(0, sensor.Scales).Select(sensor.PatchExtent).Select(side => $"{side}×{side}");
            string patches = $"{Count(sensor.Scales, "patch", "patches")} of {sensor.PatchSide}×{sensor.PatchSide} values";
            yield return ["Sensor", $"{patches}, covering {string.Join(", ", extents)} pixels"];
            if (options.Context.Side > 0)
            {
                yield return ["Context", CostText.Context(options)];
            }
            yield return ["Glimpses", options.RandomGlimpses
                ? $"{options.Glimpses}, each at a random location"
                : $"{options.Glimpses}; first place {options.FirstLocation.ToString().ToLowerInvariant()}, then the mean of the policy"];
        }
        else
        {
            yield return ["Sees", "the whole image at once"];
        }
        yield return ["Weights", $"{Formatting.Whole(NetworkPlan.Create(options).Parameters)}, 32-bit floats"];
        string interval = $"95% interval {Percent("test_error_percent_low")} to {Percent("test_error_percent_high")}";
        string images = Count(Number(model, "test_images"), "image");
        string error = Percent("test_error_percent");
        if (model.File.Facts.TryGetValue("test_error_percent_standard_error", out string? standardError))
        {
            string spread = Formatting.Number(Parse(model, "test_error_percent_standard_error", standardError));
            error = $"{error[..^1]} ± {spread}% (mean and standard error of {Fact(model, "test_draws")} draws)";
        }
        yield return ["Test error, one rollout", $"{error}, {interval} ({images})"];
        if (model.File.Facts.ContainsKey("test_averaged_error_percent"))
        {
            string rollouts = Fact(model, "test_rollouts");
            yield return [$"Test error, averaged over {rollouts} rollouts", Percent("test_averaged_error_percent")];
        }
        if (options.Stops)
        {
            string price = options.Stop.Price.ToString(CultureInfo.InvariantCulture);
            yield return ["Mean glimpses of the test", $"{Formatting.Number(Number(model, "test_mean_glimpses"))}, at a price of {price}"];
        }
        if (options.TakesGlimpses)
        {
            const string key = "test_accuracy_by_glimpse";
            IEnumerable<string> accuracies = Fact(model, key).Split(' ').Select(text => Formatting.Number(100 * Parse(model, key, text)));
            yield return ["Accuracy after each glimpse", string.Join(", ", accuracies) + "%"];
        }
        if (model.File.Facts.ContainsKey("test_flops_per_image"))
        {
            const string key = "test_seen_shares";
            double[] shares = [.. Fact(model, key).Split(' ').Select(text => Parse(model, key, text))];
            yield return [
                "Read of a test image", $"{CostText.Seen(shares, options)}; {CostText.Flops(Number(model, "test_flops_per_image"))}"];
        }
        string epoch = $"epoch {Fact(model, "epoch")} of {Fact(model, "epochs")}";
        yield return ["Validation error", $"{Percent("validation_error_percent")}, by which {epoch} was chosen"];

        string Percent(string key) => Formatting.Number(Number(model, key)) + "%";
    }

    private static string Images(TaskOptions task)
    {
        if (task.Kind == TaskKind.Extension)
        {
            return $"images of the task {task.Extension}";
        }
        if (task.HasPictures)
        {
            string size = task.ShortSide > 0 ? $", shorter side {task.ShortSide} pixels" : "";
            string shrunk = task.Shrink > 1 ? $", shrunk to {task.ImageWidth}×{task.ImageHeight}" : "";
            string frame = task.HasBackground
                ? $", each among those of {task.BackgroundImages} on a frame of {task.FrameWidth}×{task.FrameHeight} pixels{shrunk}" : "";
            return $"pictures of {task.Images}{size}{frame}";
        }
        string digits = task.Digits switch
        {
            DigitSource.Mnist => "MNIST digits",
            DigitSource.Drawn => "digits drawn by code",
            _ => "digits from files",
        };
        string clutter = task.ClutterPatches == 0 ? "" : $" with {Count(task.ClutterPatches, "patch", "patches")} of clutter";
        string label = task.Label switch
        {
            FrameLabel.Pair => ", two on each, whose unordered pair is the class",
            FrameLabel.Sum => ", two on each, whose sum is the class",
            FrameLabel.Sequence => ", one to three on each, read from left to right",
            _ => "",
        };
        return $"{digits} on black frames of {task.FrameWidth}×{task.FrameHeight} pixels{label}{clutter}";
    }

    private static string Count(double number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many ?? one + "s")}");

    private static string Engine(TrainedModel model) => EngineFactory.KindOf(Fact(model, "engine")) == EngineKind.Torch ? "Torch" : "CPU";

    private static string Threads(TrainedModel model) => Count(Number(model, "threads"), "thread")
        + (model.File.Facts.TryGetValue("later_threads", out string? later) ? $" (later {later})" : "");

    private static double Number(TrainedModel model, string key) => Parse(model, key, Fact(model, key));

    private static double Parse(TrainedModel model, string key, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new SaccadeException(new(ErrorKind.Damaged, model.Path) { Key = key, Value = text, Allowed = "a number" });

    private static string Fact(TrainedModel model, string key) => model.File.Facts.GetValueOrDefault(key)
        ?? throw new SaccadeException(
            new(ErrorKind.Missing, model.Path, "the header has no such entry", "'saccade release' writes a file that has it", key));

    private static string Commit(TrainedModel model) => Fact(model, "commit") is string commit && commit != "unknown"
        ? $"commit {commit}"
        : "an unknown commit";
}
