using Saccade.Errors;

namespace Saccade.Tests.Errors;

/// <summary>The words of errors; everywhere else tests check the data.</summary>
public sealed class ErrorTextTests
{
    public static TheoryData<string, ErrorData> Messages => new()
    {
        { "It is damaged: the file is empty.", new(ErrorKind.Damaged, Detail: "the file is empty") },
        {
            "training.epochs was 0; it may be 1 to 100.",
            new(ErrorKind.OutOfRange) { Key = "training.epochs", Value = 0, Allowed = "1 to 100" }
        },
        {
            "a.toml(3,1): training.epochs was 0; it may be 1 to 100.",
            new(ErrorKind.OutOfRange) { Key = "training.epochs", Value = 0, Allowed = "1 to 100", Path = "a.toml", Line = 3, Column = 1 }
        },
        {
            "task.frame_width was 3; it may be 4 to 9, because a digit must fit. Give smaller digits.",
            new(ErrorKind.OutOfRange)
            {
                Key = "task.frame_width",
                Value = 3,
                Allowed = "4 to 9",
                Detail = "a digit must fit",
                Remedy = "give smaller digits",
            }
        },
        { "model.kind may be attention.", new(ErrorKind.Mismatch) { Key = "model.kind", Allowed = "attention" } },
        { "sigma was NaN; it may be 0 to 0.1.", new(ErrorKind.OutOfRange) { Key = "sigma", Value = double.NaN, Allowed = "0 to 0.1" } },
        { "flag was true.", new(ErrorKind.Mismatch) { Key = "flag", Value = true } },
        { "w was [2, 3]; it may be [4].", new(ErrorKind.Mismatch) { Key = "w", Value = (int[])[2, 3], Allowed = "[4]" } },
        { "title was 'a b'; it may be one line.", new(ErrorKind.NotAllowed) { Key = "title", Value = "a\nb", Allowed = "one line" } },
        { "title was empty; it may be one line.", new(ErrorKind.Missing) { Key = "title", Value = " ", Allowed = "one line" } },
        { "x was the text '3'; it may be a number.", new(ErrorKind.WrongType) { Key = "x", Value = "3", Allowed = "a number" } },
        { "x was the whole number 3; it may be a text.", new(ErrorKind.WrongType) { Key = "x", Value = 3L, Allowed = "a text" } },
        { "x was the number 0.5; it may be a text.", new(ErrorKind.WrongType) { Key = "x", Value = 0.5, Allowed = "a text" } },
        {
            "--split cannot be given here: the images are yours.",
            new(ErrorKind.NotAllowed) { Key = "--split", Detail = "the images are yours" }
        },
        { "There is no option x.y; did you mean x.z?", new(ErrorKind.Unknown) { Key = "x.y", Detail = "did you mean x.z?" } },
        { "There is no recipe 'a'.", new(ErrorKind.Unknown) { Key = "recipe", Value = "a" } },
        { "There is no recipe ''.", new(ErrorKind.Unknown) { Key = "recipe", Value = "" } },
        { "a/b: there is no such file.", new(ErrorKind.Missing) { Path = "a/b" } },
        {
            "a/b: cannot be read: it is a folder. Name a file.",
            new(ErrorKind.Unreadable) { Path = "a/b", Detail = "it is a folder", Remedy = "name a file" }
        },
        { "a/b: cannot be written.", new(ErrorKind.Unwritable) { Path = "a/b" } },
        { "a.csv(2): is damaged: 'x' is not a number.", new(ErrorKind.Damaged, "a.csv", "'x' is not a number") { Line = 2 } },
        { "a/b: is in use by another process. Wait.", new(ErrorKind.InUse) { Path = "a/b", Remedy = "wait" } },
        { "Data folder was 'x'; it is empty.", new(ErrorKind.Missing) { Key = "data folder", Value = "x", Detail = "it is empty" } },
        {
            "The run is not finished. Are you sure?",
            new(ErrorKind.NotReady) { Detail = "the run is not finished", Remedy = "are you sure?" }
        },
        { "a sentence of no kind stays as it is.", new(ErrorKind.Other, Detail: "a sentence of no kind stays as it is") },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_the_place_the_fault_what_is_allowed_and_the_remedy(string message, ErrorData error)
    {
        Assert.Equal(message, new SaccadeException(error).Message);
        Assert.Equal(message, new OptionException(error).Message);
    }

    [Fact]
    public void Control_characters_become_spaces_and_long_messages_are_cut()
    {
        SaccadeException odd = new(new ErrorData(ErrorKind.Missing) { Path = "a\n\0\u2028b\u001b[31m" });
        Assert.Equal("a   b [31m: there is no such file.", odd.Message);
        string message = new SaccadeException(new ErrorData(ErrorKind.Damaged) { Detail = new string('x', 10_000) }).Message;
        Assert.Equal(4001, message.Length);
        Assert.EndsWith("x…", message);
        Assert.Equal(
            $"key was '{new string('v', 200)}…'.",
            new SaccadeException(new ErrorData(ErrorKind.NotAllowed) { Key = "key", Value = new string('v', 999) }).Message);
    }

    [Fact]
    public void A_divergence_names_quantity_step_terms_and_checkpoint()
    {
        const string remedy = "Begin a new run with a lower training.schedule.learning_rate or with training.optimiser.clip_norm.";
        Assert.Equal($"The location network's mean became NaN. {remedy}", NumericalException.Mean().Message);
        Assert.Equal(
            $"The loss became Infinity at step 4 (action 1, baseline ∞). {remedy}",
            NumericalException.Loss(double.PositiveInfinity, "action 1, baseline ∞").At(4).Message);
        Assert.Equal(
            $"The weights of 'core.w' became NaN at step 7; runs/a/step-5 is the last good checkpoint. {remedy}",
            NumericalException.Weight("core.w", double.NaN, 7).SavedIn("runs/a/step-5").Message);
    }
}
