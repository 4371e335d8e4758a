using System.Text.RegularExpressions;

namespace Saccade.EndToEnd.Tests;

/// <summary>Every option of every command with wrong, missing, repeated and extreme values, from a table that must be complete.</summary>
public sealed partial class OptionTableTests(PlayedCalls calls) : IClassFixture<PlayedCalls>
{
    private const int Usage = 2;
    private static readonly string[] s_repeatable = ["--set", "--init", "--model", "--run", "--extension"];

    public static TheoryData<string> Names => [.. OptionTable.Commands.Keys];

    public static TheoryData<string, string> Options =>
        [.. OptionTable.Commands.SelectMany(command => command.Value.Options.Select(option => (command.Key, option.Name)))];

    [Fact]
    public async Task The_table_knows_every_command()
    {
        IEnumerable<string> commands = CommandLine().Matches((await calls.Call("--help")).Output.Split("Commands:")[1])
            .Select(line => line.Groups[1].Value);
        Assert.Equal(OptionTable.Commands.Keys.Order(), commands.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_table_knows_every_option(string command)
    {
        string help = (await calls.Call(command, "--help")).Output;
        IEnumerable<string> options = OptionLine().Matches(help).Select(line => line.Groups[1].Value).Where(name => name != "--help");
        Assert.Equal(OptionTable.Commands[command].Options.Select(option => option.Name).Order(), options.Order());
    }

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Values_that_can_not_be_are_refused_with_what_may_be(string command, string option)
    {
        OptionKind kind = Kind(command, option);
        Assert.True(kind == OptionKind.Text || kind.Wrong.Count > 0);
        foreach (string wrong in kind.Wrong)
        {
            // What follows a flag may be an argument; a value stands behind an equals sign.
            string[] given = kind == OptionKind.Flag ? [$"{option}={wrong}"] : [option, wrong];
            await calls.Refuses(
                Usage, $"{option} was '{wrong.Replace('\t', ' ')}'; it may be {kind.Allowed}", Call(command, given));
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public async Task A_missing_or_a_second_value_is_refused(string command, string option)
    {
        OptionKind kind = Kind(command, option);
        bool isFlag = kind == OptionKind.Flag;
        if (!isFlag)
        {
            await calls.Refuses(Usage, option, Call(command, option));
        }
        string value = kind.Extreme.FirstOrDefault() ?? "1";
        if (!s_repeatable.Contains(option) || command == "train" && option == "--run")
        {
            await calls.Refuses(Usage, option, isFlag ? Call(command, option, option + "=true", option + "=false")
                : Call(command, option, value, option, value));
        }
        // Not even a nearly right name is taken for an option.
        await calls.Refuses(Usage, option + "x", Call(command, option + "x", value));
        await calls.Refuses(Usage, option.ToUpperInvariant(), Call(command, option.ToUpperInvariant(), value));
    }

    [Theory]
    [InlineData("eval", "RUN", "--threads", "1024", "--seed", "-9223372036854775808", "--glimpses", "1000")]
    [InlineData("eval", "RUN", "--threads", "1", "--seed", "9223372036854775807", "--rollouts", "1", "--engine", "torch", "--policy",
        "sample", "--json")]
    [InlineData("look", "RUN", "--threads", "1", "--ascii", "--images", "1", "--glimpses", "64", "--seed", "-1")]
    [InlineData("trace", "RUN", "--out", "extreme.npz", "--count", "100", "--glimpses", "1000", "--threads", "1")]
    [InlineData("trace", "RUN", "--out", "extreme-threads.npz", "--count", "1", "--glimpses", "1", "--threads", "1024")]
    [InlineData("figures", "few", "--out", "extreme", "--scale", "4", "--split", "validation", "--seed", "-9223372036854775808")]
    [InlineData("report", "RUN", "--out", "extreme.html", "--images", "1", "--seed", "9223372036854775807")]
    [InlineData("data", "quickstart", "--out", "extreme-data", "--count", "1", "--split", "validation", "--format", "idx", "--seed",
        "9223372036854775807")]
    [InlineData("info", "RUN")]
    [InlineData("doctor")]
    public async Task The_most_extreme_values_allowed_are_taken(params string[] arguments) => (await calls.Call(arguments)).Succeeded();

    [Theory]
    [InlineData("", "--set", "train", "quickstart", "--run", "new")]
    [InlineData("sigma", "--set", "train", "quickstart", "--run", "new")]
    [InlineData("=1", "--set", "train", "quickstart", "--run", "new")]
    [InlineData("model.sigma=", "--set", "train", "quickstart", "--run", "new")]
    [InlineData("model=1", "--set", "data", "quickstart", "--out", "new")]
    [InlineData("", "--name", "release", "RUN")]
    [InlineData("a/b", "--name", "release", "RUN")]
    [InlineData("..", "--name", "release", "RUN")]
    public Task Names_and_settings_that_can_not_be_are_refused(string wrong, string option, params string[] call) =>
        calls.Refuses(Usage, wrong.Length > 0 ? wrong : option, [.. call, option, wrong]);

    [Theory]
    [InlineData("--episodes cannot be given here", "eval", "RUN", "--episodes", "5")]
    [InlineData("--data cannot be given here: the images are those of --test-images", "eval", "RUN", "--data", "nowhere", "--test-images",
        "three.images", "--test-labels", "three.labels")]
    [InlineData("--split cannot be given here: the images are those of --test-images", "eval", "RUN", "--split", "test", "--test-images",
        "three.images", "--test-labels", "three.labels")]
    [InlineData("--split cannot be given here: the images are those of --images", "trace", "RUN", "--out", "t.npz", "--split", "test",
        "--images", "three.images")]
    [InlineData("--data cannot be given here: the images are those of --images", "trace", "RUN", "--out", "t.npz", "--data", "nowhere",
        "--images", "three.images")]
    [InlineData("--data cannot be given here: it is the folder of MNIST, and the digits of quickstart are drawn", "eval", "RUN", "--data",
        "nowhere")]
    [InlineData("--data cannot be given here", "look", "RUN", "--data", "nowhere")]
    [InlineData("--data cannot be given here", "figures", "RUN", "--data", "nowhere")]
    [InlineData("--data cannot be given here", "report", "RUN", "--data", "nowhere")]
    [InlineData("--data cannot be given here", "trace", "RUN", "--out", "t.npz", "--data", "nowhere")]
    [InlineData("--data cannot be given here", "release", "RUN", "--data", "nowhere")]
    [InlineData("--data cannot be given here", "data", "quickstart", "--out", "new", "--data", "nowhere")]
    [InlineData("--data cannot be given here", "train", "--run", "new", "--data", "nowhere")]
    [InlineData("--data cannot be given here", "train", "--resume", "young", "--data", "nowhere")]
    [InlineData("--data cannot be given here: the task of this model has no images", "train", "catch", "--run", "new", "--data", "nowhere")]
    [InlineData("the CPU engine computes on the processor", "eval", "RUN", "--engine", "cpu", "--device", "cuda")]
    [InlineData("the CPU engine computes on the processor", "look", "RUN", "--engine", "cpu", "--device", "cuda")]
    [InlineData("cannot be given with --resume", "train", "--device", "cpu", "--resume", "young")]
    [InlineData("--test-images and --test-labels go together", "eval", "RUN", "--test-images", "three.images", "--json")]
    [InlineData("--test-labels cannot be given here: pictures have their classes as labels", "eval", "RUN", "--test-images", "empty",
        "--test-labels", "three.labels")]
    [InlineData("--labels cannot be given here: pictures have their classes as labels", "trace", "RUN", "--out", "t.npz", "--images",
        "empty", "--labels", "three.labels")]
    [InlineData("--labels belongs to --images", "trace", "RUN", "--out", "t.json", "--labels", "three.labels", "--count", "1")]
    [InlineData("--out cannot be given with --ascii", "look", "RUN", "--ascii", "--out", "new", "--images", "1")]
    [InlineData(
        "training.schedule.final_rate was 0; it may be above 0", "train", "--run", "new", "--set", "training.schedule.kind=exponential")]
    [InlineData("There is no recipe 'nothing'", "reproduce", "nothing", "--out", "new")]
    public Task Options_that_contradict_each_other_or_the_model_are_refused(string message, params string[] arguments) =>
        calls.Refuses(Usage, message, arguments);

    [Theory]
    [InlineData("/nothing: there is no run folder here", "compare", "nothing")]
    [InlineData("There is no run folder or model file 'nothing'", "serve", "--model", "nothing")]
    [InlineData("/nothing: there is no run folder here", "serve", "--model", "RUN", "--run", "nothing", "--port", "0")]
    public Task What_is_not_there_is_reported(string message, params string[] arguments) => calls.Refuses(1, message, arguments);

    private static OptionKind Kind(string command, string option) =>
        OptionTable.Commands[command].Options.First(known => known.Name == option).Kind;

    /// <summary>A call that is right but for what follows.</summary>
    private static IEnumerable<string> Call(string command, params string[] rest)
    {
        string[] needed = OptionTable.Commands[command].Arguments;
        // An option under test takes the place of the same one that is needed.
        int at = Array.IndexOf(needed, rest[0]);
        string[] partner = rest[0] switch
        {
            "--test-images" when command == "eval" => ["--test-labels", "three.labels"],
            "--test-labels" => ["--test-images", "three.images"],
            "--index" => ["--of", "2"],
            "--of" => ["--index", "0"],
            "--labels" => ["--images", "three.images"],
            // A run that resumes has its recipe already.
            "--resume" => ["--threads", "1"],
            _ => [],
        };
        return [command, .. partner, .. rest[0] == "--resume" ? [] : at < 0 ? needed : needed[..at], .. rest];
    }

    [GeneratedRegex(@"^  ([a-z]+) ", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"^  (?:-\?, -h, )?(--[a-z][a-z-]*)", RegexOptions.Multiline)]
    private static partial Regex OptionLine();
}
