using Saccade.Experiments.Engines;

namespace Saccade.Experiments.Sweeps;

/// <summary>How a sweep searches, as the command line states it.</summary>
public sealed record SweepSearch
{
    private const int DefaultEta = 3;

    /// <summary>How settings are chosen.</summary>
    public SearchKind Kind { get; init; } = SearchKind.Grid;

    /// <summary>How many settings are drawn at random; null for all combinations.</summary>
    public int? Budget { get; init; }

    /// <summary>The seed by which settings are drawn; needed with <see cref="Budget"/>.</summary>
    public long? Key { get; init; }

    /// <summary>How many seeds each setting is trained with.</summary>
    public int Seeds { get; init => field = Require.Between(value, 1, 100); } = 1;

    /// <summary>Epochs of the rungs of successive halving; null for the recipe's epochs divided by η² and by η.</summary>
    public IReadOnlyList<int>? Rungs { get; init; }

    /// <summary>η: one in this number of settings passes a rung; null for 3.</summary>
    public int? Eta { get; init => field = value is int eta ? Require.Between(eta, 2, 100) : null; }

    /// <summary>The engine; null for the one that a model gets by default.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>Where runs compute.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>η, or its default.</summary>
    internal int EtaOrDefault => Eta ?? DefaultEta;

    /// <summary>The rungs for a recipe; none but for successive halving.</summary>
    internal IReadOnlyList<int> RungsFor(Recipe recipe)
    {
        int epochs = recipe.Training.Epochs, eta = EtaOrDefault;
        return Kind != SearchKind.Halving ? []
            : Rungs ?? [.. new[] { epochs / (eta * eta), epochs / eta }.Where(epoch => epoch > 0 && epoch < epochs).Distinct()];
    }

    /// <exception cref="OptionException">An option does not fit the kind of search, the values or the recipe.</exception>
    internal void Check(Recipe recipe, IReadOnlyList<SweepAxis> varied)
    {
        bool draws = Kind == SearchKind.Random || (Kind == SearchKind.Halving && (Budget is not null || Key is not null));
        RequireOption(draws || Budget is null, "--budget", "it is the number of settings that random search and halving draw");
        RequireOption(draws || Key is null, "--key", "a grid draws nothing at random");
        if (draws && (Budget is null || Key is null))
        {
            throw new OptionException(new(
                ErrorKind.Missing, Key: Budget is null ? "--budget" : "--key",
                Detail: "settings are drawn at random",
                Remedy: "give --budget, the number of settings, and --key, the seed of their choice"));
        }
        if (!draws && varied.FirstOrDefault(axis => axis.Range is not null) is SweepAxis ranged)
        {
            throw new OptionException(new(
                ErrorKind.NotAllowed, Key: ranged.Key, Value: ranged.Range!.Text, Allowed: "a list of values",
                Detail: "only settings drawn at random have ranges", Remedy: "or add --search random with --budget and --key"));
        }
        RequireOption(Kind == SearchKind.Halving || Rungs is null, "--rungs", "only halving has rungs");
        RequireOption(Kind == SearchKind.Halving || Eta is null, "--eta", "only halving stops settings");
        if (Rungs is not null && !Rungs.Prepend(0).Zip(Rungs.Append(recipe.Training.Epochs)).All(pair => pair.First < pair.Second))
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: "--rungs", Value: string.Join(',', Rungs),
                Allowed: $"ascending epochs from 1 to below the recipe's {recipe.Training.Epochs}"));
        }
        if (Kind == SearchKind.Halving && RungsFor(recipe).Count == 0)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "training.epochs", Value: recipe.Training.Epochs, Allowed: $"{EtaOrDefault} or more",
                Detail: "halving compares settings after a part of their epochs", Remedy: "or give --rungs"));
        }
    }

    private static void RequireOption(bool met, string option, string reason)
    {
        if (!met)
        {
            throw new OptionException(new(ErrorKind.NotAllowed, Detail: reason) { Key = option });
        }
    }
}
