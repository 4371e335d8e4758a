using Saccade.Data;
using Saccade.Games;
using Saccade.Geometry;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Experiments.Recipes;

/// <summary>An experiment: what is looked at, by which model, trained how. Options not given have their defaults.</summary>
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
            : throw new OptionException($"{nameof(Name)} was '{TomlText.OneLine(value)}'; it may be what a file can be called, without {NotInNames}.");
    }

    /// <summary>What it is, in one line; may be empty.</summary>
    /// <exception cref="OptionException">It has more than one line.</exception>
    public string Title
    {
        get;
        init => field = !value.Any(char.IsControl)
            ? value
            : throw new OptionException($"{nameof(Title)} was '{TomlText.OneLine(value)}'; it may be one line without tabs.");
    } = "";

    /// <summary>What the agent looks at.</summary>
    public TaskOptions Task { get; init; } = new();

    /// <summary>The recurrent attention model, or a net to compare with.</summary>
    public ModelOptions Model { get; init; } = new();

    /// <summary>The model to make: <see cref="Model"/>, a net to compare with taking images of the task's size.</summary>
    public ModelOptions ModelForTask => Model.Kind == ModelKind.Attention
        ? Model
        : Model with { Comparison = Model.Comparison with { FrameWidth = Task.FrameWidth, FrameHeight = Task.FrameHeight } };

    /// <summary>How it is trained.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The game to play, if the agent plays one instead of naming images; then the task does not matter.</summary>
    public GameOptions Game { get; init; } = new();

    /// <summary>Whether the agent plays a game instead of naming images.</summary>
    public bool PlaysGame => Game.Kind != GameKind.None;

    /// <summary>The recipe with some options replaced, as <c>--set</c> does it.</summary>
    /// <param name="assignments">
    /// Each <c>key=value</c>, such as <c>training.epochs=3</c>; the value as in TOML, though texts and names may stand without quotes.
    /// </param>
    /// <exception cref="OptionException">An assignment is malformed, its key unknown, its value wrong, or options contradict each other.</exception>
    public Recipe With(IEnumerable<string> assignments)
    {
        OptionAssignment[] parsed = [.. assignments.Select(TomlText.ParseAssignment)];
        Recipe changed = OptionBinder.Apply(this, parsed);
        changed.Check();
        if (changed.Task.Digits != DigitSource.Drawn && parsed.FirstOrDefault(a => a.Key is "task.training_digits" or "task.test_digits") is { } idle)
        {
            throw new OptionException(changed.PlaysGame
                ? $"{idle.Where}: {idle.Key} is for drawn digits; how many episodes of a game a training has says game.training_episodes."
                : $"{idle.Where}: {idle.Key} is for drawn digits; MNIST and IDX files have as many as they have. Leave it out, or set task.digits=drawn.");
        }
        return changed;
    }

    /// <summary>Checks what no option can check alone: that they go together.</summary>
    /// <exception cref="OptionException">Two options contradict each other.</exception>
    public void Check()
    {
        if (!PlaysGame)
        {
            CheckImages();
        }
        else
        {
            CheckGame();
        }
        ScheduleOptions schedule = Training.Schedule;
        Demand(schedule.Kind != ScheduleKind.Exponential || schedule.FinalRate > 0,
            "training.schedule.final_rate was 0; it must be above 0 for the exponential schedule, which never reaches 0.");
        Demand(schedule.WarmUpEpochs <= Training.Epochs, FormattableString.Invariant(
            $"training.schedule.warm_up_epochs was {schedule.WarmUpEpochs}; it may be up to training.epochs, {Training.Epochs}."));
    }

    private void CheckImages()
    {
        if (Task.Digits != DigitSource.Idx)
        {
            CheckDigits();
        }
        _ = new GlimpseSensor(Model.Sensor, new ImageSize(Model.Channels, Task.FrameHeight, Task.FrameWidth));
        CheckFrame("model.comparison.frame_width", Model.Comparison.FrameWidth, Task.FrameWidth);
        CheckFrame("model.comparison.frame_height", Model.Comparison.FrameHeight, Task.FrameHeight);
        ModelForTask.Check();
    }

    /// <summary>What is known of MNIST's digits and of drawn ones beforehand; IDX files are checked when they are opened.</summary>
    private void CheckDigits()
    {
        CheckSide("task.frame_width", Task.FrameWidth);
        CheckSide("task.frame_height", Task.FrameHeight);
        Demand(Task.ClutterPatches == 0 || Task.ClutterSide <= DigitSide,
            $"task.clutter_side was {Task.ClutterSide}; it may be up to {DigitSide}, because clutter is cut from digits.");
        Demand(Model.Channels == 1, $"model.channels was {Model.Channels}; it may be 1, because digits are gray.");
        Demand(Model.Classes >= DigitClasses, $"model.classes was {Model.Classes}; it may be {DigitClasses} or more, as many as there are digits.");
        CheckNoFile("task.training_images", Task.TrainingImages);
        CheckNoFile("task.training_labels", Task.TrainingLabels);
        CheckNoFile("task.test_images", Task.TestImages);
        CheckNoFile("task.test_labels", Task.TestLabels);

        static void CheckNoFile(string key, string path) =>
            Demand(path.Length == 0, $"{key} was '{path}', but the digits don't come from files; set task.digits to idx, or leave it out.");
    }

    private void CheckGame()
    {
        CatchGame.CheckPaddle(Game);
        int moves = Enum.GetValues<CatchMove>().Length;
        Demand(Model.Kind == ModelKind.Attention, "model.kind may only be attention, because a game is played glimpse by glimpse.");
        Demand(Model.Channels == 1, $"model.channels was {Model.Channels}; it may be 1, because the game's screen is gray.");
        Demand(Model.Classes == moves, $"model.classes was {Model.Classes}; it may be {moves}, because the game has as many moves.");
        Demand(Model.Glimpses == Game.Steps, $"model.glimpses was {Model.Glimpses}; it may be {Game.Steps}, one for each step of an episode (game.side less one).");
        Demand(Training.Rollouts == 1, $"training.rollouts was {Training.Rollouts}; it may be 1, because every episode is played once.");
    }

    private static void CheckSide(string key, int side) =>
        Demand(side >= DigitSide, $"{key} was {side}; it may be {DigitSide} to 4096, because a digit has {DigitSide}×{DigitSide} pixels.");

    private static void CheckFrame(string key, int side, int task) =>
        Demand(side == 0 || side == task, $"{key} was {side}; it may be left out, because it is the task's, {task}.");

    private static void Demand(bool met, string message)
    {
        if (!met)
        {
            throw new OptionException(message);
        }
    }
}
