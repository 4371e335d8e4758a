using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Saccade.Model;

namespace Saccade.Cli;

/// <summary>Options that several commands share, each with a parser that says what was given and what may be.</summary>
internal static class Arguments
{
    public static Option<string?> Data() => new("--data")
    {
        Description = "Folder of the MNIST files; by default SACCADE_DATA, then the user's cache, then a download",
        HelpName = "DIR",
    };

    public static Option<int?> Threads() => Whole("--threads", 1, 1024, "N", "Threads to compute with; by default all cores");

    public static Option<long> Seed() => new("--seed")
    {
        Description = "Seed of all randomness (default 0)",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
        CustomParser = result => long.TryParse(Text(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seed)
            ? seed
            : Refuse<long>(result, "a whole number"),
    };

    public static Argument<string> RunOrModel() => new("RUN_OR_MODEL")
    {
        Description = "A run folder, or a model file (model.safetensors)",
    };

    public static Option<PolicyMode> Policy() => new("--policy")
    {
        Description = "Take each location's mean, or sample it (default mean)",
        HelpName = "mean|sample",
        DefaultValueFactory = _ => PolicyMode.Mean,
        CustomParser = result => Text(result) switch
        {
            "mean" => PolicyMode.Mean,
            "sample" => PolicyMode.Sample,
            _ => Refuse<PolicyMode>(result, "mean or sample"),
        },
    };

    public static Option<int?> Glimpses() =>
        Whole("--glimpses", 1, 1000, "T", "Glimpses to take; by default as many as the model was trained with");

    /// <summary>An option that takes a whole number; null when it is not given.</summary>
    public static Option<int?> Whole(string name, int least, int most, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
            int.TryParse(Text(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
                ? value
                : Refuse<int?>(result, $"a whole number from {least} to {most}"),
    };

    private static string Text(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static T? Refuse<T>(ArgumentResult result, string allowed)
    {
        string name = result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
        result.AddError($"{name} was '{Text(result)}'; it may be {allowed}.");
        return default;
    }
}
