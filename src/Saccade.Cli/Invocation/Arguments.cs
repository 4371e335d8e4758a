using System.CommandLine.Parsing;
using Saccade.Experiments.Engines;
using Saccade.Imaging.Caching;
using Saccade.Policy;

namespace Saccade.Cli.Invocation;

/// <summary>Options that several commands share, each with a parser that says what was given and what may be.</summary>
internal static class Arguments
{
    public static Option<string?> Data() =>
        Path("--data", "DIR", "Folder of the MNIST files; by default SACCADE_DATA, then the user's cache, then a download");

    public static Option<int?> CacheSize() => Whole("--cache-size", 1, PictureCache.MostGibibytes, "GIB",
        "The most GiB of decoded pictures that the user's cache keeps "
            + $"(default: {PictureCache.SizeVariable}, else {PictureCache.DefaultBytes >> 30})");

    /// <summary>The cache of decoded pictures, of a number of GiB.</summary>
    public static PictureCache Cache(int? gibibytes) =>
        new(mostBytes: gibibytes is int size ? (long)size << 30 : null);

    public static Option<int?> Threads() => Whole("--threads", 1, 1024, "N", "Number of threads; by default all cores");

    public static Option<EngineKind?> Engine()
    {
        Option<EngineKind?> engine = Choice<EngineKind>(
            "--engine",
            "The engine: 'cpu', or 'torch', the reference, in a build with -p:Torch=true (default cpu)");
        Func<ArgumentResult, EngineKind?> parse = engine.CustomParser!;
        engine.CustomParser = result => EngineFactory.KindOf(Text(result)) ?? parse(result);
        return engine;
    }

    public static Option<ComputeDevice?> Device() =>
        Choice<ComputeDevice>("--device", "The device: the processor, or an NVIDIA GPU with the torch engine (default cpu)");

    public static Option<long> Seed() => new("--seed")
    {
        Description = "Seed of all randomness",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
        CustomParser = result => long.TryParse(Text(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seed)
            ? seed
            : Refuse<long>(result, "a whole number of 64 bits"),
    };

    public static Argument<string> RunOrModel() => new("RUN_OR_MODEL")
    {
        Description = $"A run folder, a model file (model.safetensors){ModelNames()}",
    };

    /// <summary>The models that can be named, as the end of a description.</summary>
    public static string ModelNames() =>
        BuiltInModels.Names() is { Count: > 0 } names ? $", or the name of a built-in model: {string.Join(", ", names)}" : "";

    /// <summary>An option that takes the path of a file or folder; null when it is not given.</summary>
    public static Option<string?> Path(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => string.IsNullOrWhiteSpace(Text(result))
            ? Refuse<string?>(result, "the path of a file or folder")
            : DashedPaths.Typed(Text(result)),
    };

    /// <summary>An option that takes the name of a recipe or model; null when it is not given.</summary>
    public static Option<string?> RecipeName(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "NAME",
        CustomParser = result =>
        {
            try
            {
                return new Recipe { Name = Text(result) }.Name;
            }
            catch (OptionException e)
            {
                return Refuse<string>(result, e.Error.Allowed!);
            }
        },
    };

    /// <summary>An option that takes paths of folders, or what <paramref name="allowed"/> says, and repeatable.</summary>
    public static Option<string[]> Paths(string name, string helpName, string description, string allowed) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
        CustomParser = result => result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))
            ? Refuse<string[]>(result, allowed)
            : [.. result.Tokens.Select(token => DashedPaths.Typed(token.Value))],
    };

    public static Option<PolicyMode?> Policy() =>
        Choice("--policy", "Take each location's mean, or sample it (default mean)", except: PolicyMode.Random);

    /// <param name="most">The most that the command can take or show.</param>
    public static Option<int?> Glimpses(int most = 1000) =>
        Whole("--glimpses", 1, most, "T", "Glimpses to take; by default as many as the model was trained with");

    public static Option<double?> Price() => new("--price")
    {
        Description = "Price of a glimpse, by which a model with a stop network ends its rollouts; 0 for T glimpses each "
            + "(default: the model's price)",
        HelpName = "C",
        CustomParser = result =>
            double.TryParse(Text(result), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
                && value is >= 0 and <= 1
                ? value
                : Refuse<double?>(result, "a number from 0 to 1"),
    };

    /// <summary>An option that takes a whole number; null when it is not given.</summary>
    public static Option<int?> Whole(string name, int least, int most, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
            int.TryParse(Text(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                && value >= least && value <= most
                ? value
                : Refuse<int?>(result, $"a whole number from {least} to {most}"),
    };

    /// <summary>An option that takes one of the names of an enumeration; null when it is not given.</summary>
    public static Option<T?> Choice<T>(string name, string description, params T[] except) where T : struct, Enum
    {
        Dictionary<string, T> values = Enum.GetValues<T>().Except(except).ToDictionary(value => value.ToString().ToLowerInvariant());
        return new(name)
        {
            Description = description,
            HelpName = string.Join('|', values.Keys),
            CustomParser = result =>
                values.TryGetValue(Text(result), out T value) ? value : Refuse<T?>(result, string.Join(", ", values.Keys)),
        };
    }

    /// <summary>Refuses an option without the one that it belongs to.</summary>
    public static void RefuseAlone(CommandResult result, Option option, Option owner)
    {
        if (result.GetResult(option) is not null && result.GetResult(owner) is null)
        {
            result.AddError($"{option.Name} belongs to {owner.Name}: give both, or {owner.Name} alone.");
        }
    }

    /// <summary>The split on which to evaluate a model.</summary>
    /// <param name="byDefault">Validation for commands that should not look at the test images.</param>
    public static Option<Split?> EvaluationSplit(Split byDefault) =>
        Choice("--split", $"The split of the recipe's images (default {byDefault.Word()})", except: Split.Train);

    /// <summary>Overrides of a recipe's options.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        Description = "Override an option of the recipe, such as training.epochs=3; repeatable",
        HelpName = "KEY=VALUE",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Refuses options that mean nothing here.</summary>
    /// <exception cref="OptionException">One was given.</exception>
    public static void RefuseGiven(ParseResult parsed, string reason, params Option[] options)
    {
        if (options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is Option given)
        {
            throw new OptionException(new(ErrorKind.NotAllowed, Detail: reason) { Key = given.Name });
        }
    }

    private static string Text(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static T? Refuse<T>(ArgumentResult result, string allowed)
    {
        string name = result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
        result.AddError($"{name} was '{Text(result)}'; it may be {allowed}.");
        return default;
    }
}
