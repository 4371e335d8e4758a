using Saccade.Data;
using Saccade.Experiments.Extensions;
using Saccade.Images;
using Saccade.Sensing;

namespace Saccade.Experiments.Config;

/// <summary>An experiment: a task, a model and its training. Options not given have their defaults.</summary>
public sealed record Recipe
{
    /// <summary>Side of MNIST's digits and of drawn ones in pixels.</summary>
    private const int DigitSide = 28;
    private const int DigitClasses = 10;
    private const string NotInNames = "/\\:*?\"<>|";

    /// <summary>Its name, from which the names of run folders are made; by default that of its file.</summary>
    /// <exception cref="OptionException">It is empty or could not be part of a file's name.</exception>
    public required string Name
    {
        get;
        init => field = value.Trim('.', ' ').Length > 0 && !value.Any(c => char.IsControl(c) || NotInNames.Contains(c))
            ? value
            : throw new OptionException(new(ErrorKind.NotAllowed)
            {
                Key = nameof(Name),
                Value = value,
                Allowed = $"what a file can be called, without {NotInNames}",
            });
    }

    /// <summary>What it is, in one line; may be empty.</summary>
    /// <exception cref="OptionException">It has more than one line.</exception>
    public string Title
    {
        get;
        init => field = !value.Any(char.IsControl)
            ? value
            : throw new OptionException(
                new(ErrorKind.NotAllowed) { Key = nameof(Title), Value = value, Allowed = "one line without tabs" });
    } = "";

    /// <summary>The task.</summary>
    public TaskOptions Task { get; init; } = new();

    /// <summary>The recurrent attention model, or a baseline classifier.</summary>
    public ModelOptions Model { get; init; } = new();

    /// <summary>
    /// The model to make: <see cref="Model"/>, a baseline classifier with the size of the task's images, of pictures the shorter side.
    /// </summary>
    public ModelOptions ModelForTask => Model.TakesGlimpses
        ? Model
        : Model with
        {
            Classifier = Model.Classifier with
            {
                FrameWidth = Task.ImageWidth,
                FrameHeight = Task.ImageHeight,
            },
        };

    /// <summary>How it is trained.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The rules of Catch, if that is the task.</summary>
    public CatchOptions Catch { get; init; } = new();

    /// <summary>The recipe with some options replaced, as <c>--set</c> does it.</summary>
    /// <param name="assignments">
    /// Each <c>key=value</c>, such as <c>training.epochs=3</c>; the value as in TOML, though texts and names may stand without quotes.
    /// </param>
    /// <exception cref="OptionException">An assignment is malformed, its key unknown or its value wrong, or options contradict.</exception>
    public Recipe With(IEnumerable<string> assignments)
    {
        OptionAssignment[] parsed = [.. assignments.Select(TomlText.ParseAssignment)];
        Recipe changed = OptionBinder.Apply(this, parsed);
        changed.Check();
        changed.RefuseIdle(parsed);
        changed.RefuseOtherKind(parsed);
        return changed;
    }

    /// <summary>Refuses convolutions of glimpses for a net of whole images, and options of such a net for a model with glimpses.</summary>
    private void RefuseOtherKind(IEnumerable<OptionAssignment> assignments)
    {
        string others = Model.TakesGlimpses ? "model.classifier." : "model.convolution.";
        if (assignments.FirstOrDefault(option => option.Key.StartsWith(others, StringComparison.Ordinal)) is OptionAssignment idle)
        {
            throw idle.Refused(new(ErrorKind.Mismatch)
            {
                Value = idle.Value,
                Detail = Model.TakesGlimpses
                    ? "it is for nets of whole images (model.kind)"
                    : "it is for glimpses; the layers of a net are those of model.classifier.convolution",
                Remedy = "leave it out",
            });
        }
    }

    /// <summary>Refuses the options of drawn digits among assignments of this recipe if it has other digits.</summary>
    /// <exception cref="OptionException">One was assigned.</exception>
    internal void RefuseIdle(IEnumerable<OptionAssignment> assignments)
    {
        if (Task.Digits != DigitSource.Drawn
            && assignments.FirstOrDefault(option => option.Key is "task.training_digits" or "task.test_digits") is OptionAssignment idle)
        {
            throw idle.Refused(new(ErrorKind.Mismatch)
            {
                Value = idle.Value,
                Detail = "it is for drawn digits",
                Remedy = "leave it out, since MNIST and IDX files have a fixed number and Catch has catch.training_episodes, "
                    + "or set task.digits=drawn",
            });
        }
    }

    /// <summary>
    /// The options of a command that load the assemblies of its task and core, with a space before each; empty if it has none.
    /// </summary>
    /// <param name="change">What becomes of a path; null for the paths as they were given.</param>
    public string ExtensionOptions(Func<string, string>? change = null) =>
        Task.Kind == TaskKind.Extension || Model.HasCustomCore
            ? Extension.Options(Extension.Files.Select(file => change?.Invoke(file) ?? file))
            : "";

    /// <summary>The recipe as TOML with every option, the defaults too.</summary>
    public string ToToml() => RecipeText.Write(this);

    /// <summary>Checks that options do not contradict each other.</summary>
    /// <exception cref="OptionException">Two options contradict each other.</exception>
    public void Check()
    {
        if (Task.HasPictures)
        {
            CheckPictures();
        }
        else if (Task.Kind == TaskKind.Catch)
        {
            CheckCatch();
        }
        else if (Task.Kind == TaskKind.Extension)
        {
            CheckExtension();
        }
        else
        {
            CheckImages();
        }
        AugmentationOptions changes = Task.Augmentation;
        Require(Model.Channels == 3 || !changes.ChangesColours, changes.Hue > 0 ? "task.augmentation.hue" : "task.augmentation.saturation",
            changes.Hue > 0 ? changes.Hue : changes.Saturation, "0", $"images of model.channels={Model.Channels} have no colours");
        Training.Check();
        ScheduleOptions schedule = Training.Schedule;
        Require(schedule.Kind != ScheduleKind.Exponential || schedule.FinalRate > 0, "training.schedule.final_rate", schedule.FinalRate,
            "above 0", "the exponential schedule never reaches 0");
        Require(schedule.WarmUpEpochs <= Training.Epochs, "training.schedule.warm_up_epochs", schedule.WarmUpEpochs,
            FormattableString.Invariant($"up to {Training.Epochs}"), "training has no more epochs");
    }

    /// <summary>What is known of pictures before they are opened.</summary>
    private void CheckPictures()
    {
        TaskOptions known = new()
        {
            Images = Task.Images,
            ShortSide = Task.ShortSide,
            Ground = Task.Ground,
            Augmentation = Task.Augmentation,
        };
        if (Task.HasBackground)
        {
            known = known with
            {
                BackgroundImages = Task.BackgroundImages,
                Placement = Task.Placement,
                Shrink = Task.Shrink,
                FrameWidth = Task.FrameWidth,
                FrameHeight = Task.FrameHeight,
                GrowthEpochs = Task.GrowthEpochs,
                GrowthStart = Task.GrowthStart,
            };
            Require(Math.Min(Task.ImageWidth, Task.ImageHeight) > 0, "task.shrink", Task.Shrink,
                $"1 to {Math.Min(Task.FrameWidth, Task.FrameHeight)}", $"the frame has {Task.FrameWidth}×{Task.FrameHeight} pixels");
        }
        else
        {
            RefuseBackground("it is for frames of task.background_images");
        }
        Recipe plain = this with { Task = known };
        foreach ((string key, string value, string _) in RecipeText.Differences(this, plain))
        {
            Require(false, key, value.Trim('"'), "left out", "it is for digits, and task.images names pictures");
        }
        Require(Model.Channels is 1 or 3, "model.channels", Model.Channels, "1 or 3", "a picture is gray or in colour");
        Require(Model.TakesGlimpses || Model.Kind == ModelKind.Cnn, "model.kind", OptionSchema.Spell(Model.Kind.ToString(), '-'),
            "attention or cnn", "the other classifiers of whole images take images of one size");
        Require(Model.TakesGlimpses || Task.ImageWidth > 0, "task.short_side", Task.ShortSide, "1 to 4096",
            "the stated cost of the classifier is that of an image of this size");
        CheckFrame("model.classifier.frame_width", Model.Classifier.FrameWidth, Task.ImageWidth);
        CheckFrame("model.classifier.frame_height", Model.Classifier.FrameHeight, Task.ImageHeight);
        Require(!Model.ReadsSequences, "model.labels", Model.Labels, "1", "a picture has one label");
        Training.Loss.Check(Model);
        ModelForTask.Check();
        Training.Loss.RequireEarlyAnswers(Model);
    }

    private void RefuseBackground(string reason)
    {
        Require(!Task.HasBackground, "task.background_images", Task.BackgroundImages, "left out", reason);
        Require(Task.Placement == PicturePlacement.Cell, "task.placement", OptionSchema.Spell(Task.Placement.ToString(), '-'), "left out",
            reason);
        Require(Task.Shrink == 1, "task.shrink", Task.Shrink, "left out", reason);
    }

    private void CheckImages()
    {
        RefuseBackground("it is for task.images");
        Require(Task.ShortSide == 0, "task.short_side", Task.ShortSide, "left out", "it is for task.images");
        Require(Task.Ground == PictureGround.White, "task.ground", OptionSchema.Spell(Task.Ground.ToString(), '-'), "left out",
            "it is for task.images");
        if (Task.Digits != DigitSource.Idx)
        {
            CheckDigits();
        }
        if (Task.Label != FrameLabel.Digit)
        {
            int classes = DigitImages.ClassNames(Task).Count;
            Require(Model.Classes == classes, "model.classes", Model.Classes, $"{classes}",
                $"the classes of task.label {OptionSchema.Spell(Task.Label.ToString(), '-')} are as many");
        }
        bool sequence = Task.Label == FrameLabel.Sequence;
        Require(sequence ? Model.Labels >= Task.MostDigits : !Model.ReadsSequences, "model.labels", Model.Labels,
            sequence ? $"{Task.MostDigits} or more" : "1", $"an image has {(sequence ? $"up to {Task.MostDigits} labels" : "one label")}");
        Training.Loss.Check(Model);
        _ = new GlimpseSensor(Model.Sensor, new ImageSize(Model.Channels, Task.FrameHeight, Task.FrameWidth));
        CheckFrame("model.classifier.frame_width", Model.Classifier.FrameWidth, Task.FrameWidth);
        CheckFrame("model.classifier.frame_height", Model.Classifier.FrameHeight, Task.FrameHeight);
        Require(Model.TakesGlimpses || Model.Kind == ModelKind.Cnn || Task.GrowthEpochs == 0, "task.growth_epochs", Task.GrowthEpochs, "0",
            "a classifier of whole images takes images of one size");
        ModelForTask.Check();
        Training.Loss.RequireEarlyAnswers(Model);
    }

    /// <summary>What is known of MNIST's digits and of drawn ones beforehand; IDX files are checked when they are opened.</summary>
    private void CheckDigits()
    {
        CheckSide("task.frame_width", Task.FrameWidth, Task.DigitsAcross(DigitSide));
        CheckSide("task.frame_height", Task.FrameHeight, 1);
        Require(Task.ClutterPatches == 0 || Task.ClutterSide <= DigitSide, "task.clutter_side", Task.ClutterSide,
            $"up to {DigitSide}", "clutter is cut from digits");
        Require(Model.Channels == 1, "model.channels", Model.Channels, "1", "digits are gray");
        if (Task.Label == FrameLabel.Digit)
        {
            Require(Model.Classes >= DigitClasses, "model.classes", Model.Classes,
                $"{DigitClasses} or more", $"there are {DigitClasses} digits");
        }
        Require(!Task.Invert, "task.invert", "true", "left out", "the digits are light on black already");
        CheckNoFile("task.training_images", Task.TrainingImages);
        CheckNoFile("task.training_labels", Task.TrainingLabels);
        CheckNoFile("task.test_images", Task.TestImages);
        CheckNoFile("task.test_labels", Task.TestLabels);

        static void CheckNoFile(string key, string path) =>
            Require(path.Length == 0, key, path, "left out", "the digits do not come from files", "set task.digits to idx to use files");
    }

    /// <summary>What is known of an extension's task before its assembly is loaded.</summary>
    private void CheckExtension()
    {
        Require(Task.Extension.Length > 0, "task.extension", Task.Extension, "the full name of a class", "it names the task");
        Require(Model.TakesGlimpses, "model.kind", OptionSchema.Spell(Model.Kind.ToString(), '-'), "attention",
            "the frames of an extension may change from glimpse to glimpse");
        Training.Loss.Check(Model);
        ModelForTask.Check();
        Training.Loss.RequireEarlyAnswers(Model);
    }

    private void CheckCatch()
    {
        Catch.Check();
        int actions = Enum.GetValues<CatchAction>().Length;
        Require(Model.TakesGlimpses, "model.kind", OptionSchema.Spell(Model.Kind.ToString(), '-'),
            "attention", "Catch needs the attention model");
        Require(Model.Channels == 1, "model.channels", Model.Channels, "1", "the screen is gray");
        Require(Model.Classes == actions, "model.classes", Model.Classes, $"{actions}", "Catch has that many actions");
        Require(!Model.ReadsSequences, "model.labels", Model.Labels, "1", "an action answers every glimpse");
        Require(!Model.Stops, "model.stop.units", Model.Stop.Units, "0", "only rollouts of still images can end early");
        Require(Model.Glimpses == Catch.Steps, "model.glimpses", Model.Glimpses, $"{Catch.Steps}", "an episode has catch.side − 1 steps");
        Require(Training.Rollouts == 1, "training.rollouts", Training.Rollouts, "1", "an episode of Catch has one rollout");
    }

    private static void CheckSide(string key, int side, int digits) => Require(
        side >= digits * DigitSide, key, side, $"{digits * DigitSide} to 4096",
        $"a digit has {DigitSide}×{DigitSide} pixels{(digits > 1 ? $" and {digits} stand side by side" : "")}");

    private static void CheckFrame(string key, int side, int task) =>
        Require(side == 0 || side == task, key, side, "left out", $"it is the task's, {task}");

    private static void Require(bool met, string key, object value, string allowed, string reason, string? remedy = null)
    {
        if (!met)
        {
            throw new OptionException(
                new(ErrorKind.Mismatch, Detail: reason, Remedy: remedy) { Key = key, Value = value, Allowed = allowed });
        }
    }
}
