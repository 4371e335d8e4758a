using Saccade.Experiments.Engines;
using Saccade.Random;

namespace Saccade.Experiments.Sweeps;

/// <summary>What a sweep trains: the file <c>sweep.json</c>, beside the <c>recipe.toml</c> that its settings change.</summary>
public sealed record SweepPlan
{
    private const int MostRuns = 10_000;
    private const int MostDraws = 100;

    /// <summary>How the settings were chosen.</summary>
    public required SearchKind Search { get; init; }

    /// <summary>The seed of the settings that were drawn at random; null if none were.</summary>
    public long? Key { get; init; }

    /// <summary>The number of seeds that each setting is trained with, from 0.</summary>
    public required int Seeds { get; init; }

    /// <summary>Epochs after which only the best settings continue; empty but for successive halving.</summary>
    public IReadOnlyList<int> Rungs { get; init; } = [];

    /// <summary>One in this number of settings passes a rung.</summary>
    public int Eta { get; init; }

    /// <summary>The engine; null for the one that a model gets by default.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>Where runs compute.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>The keys of the options that are varied.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>The values of these options in each setting.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Settings { get; init; }

    /// <summary>The number of runs.</summary>
    internal int Runs => Settings.Count * Seeds;

    /// <summary>Plans a sweep and checks the recipe of every setting.</summary>
    /// <param name="recipe">The recipe; with the single values of <paramref name="assignments"/> it becomes the sweep's.</param>
    /// <param name="assignments">
    /// Each <c>key=value,value,…</c>, or <c>key=low..high</c> and <c>key=low..high:log</c> to draw from. A value that is a list stands in
    /// brackets. A single value changes the recipe of all settings.
    /// </param>
    /// <param name="search">Search, seeds and rungs.</param>
    /// <returns>The plan and the recipe that its settings change.</returns>
    /// <exception cref="OptionException">An assignment is malformed, a setting contradicts itself, or an option does not fit.</exception>
    public static (SweepPlan Plan, Recipe Recipe) Create(Recipe recipe, IReadOnlyList<string> assignments, SweepSearch search)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(assignments);
        ArgumentNullException.ThrowIfNull(search);
        SweepAxis[] axes = [.. assignments.Select(SweepAxis.Parse)];
        if (axes.GroupBy(axis => axis.Key).FirstOrDefault(group => group.Count() > 1) is { Key: string twice })
        {
            throw new OptionException(new(ErrorKind.NotAllowed, Key: "--set", Value: twice, Allowed: "given once for each option"));
        }
        Recipe fixedRecipe = recipe.With(axes.Where(axis => axis.Values.Count == 1).Select(axis => $"{axis.Key}={axis.Values[0]}"));
        SweepAxis[] varied = [.. axes.Where(axis => axis.Values.Count != 1)];
        search.Check(fixedRecipe, varied);
        SweepPlan plan = new()
        {
            Search = search.Kind,
            Key = search.Key,
            Seeds = search.Seeds,
            Rungs = search.RungsFor(fixedRecipe),
            Eta = search.Kind == SearchKind.Halving ? search.EtaOrDefault : 0,
            Engine = search.Engine,
            Device = search.Device,
            Options = [.. varied.Select(axis => axis.Key)],
            Settings = search.Budget is int budget ? Draw(varied, budget, search.Key!.Value) : Grid(varied, search.Seeds),
        };
        RequireFew(plan.Runs);
        _ = plan.Resolve(fixedRecipe);
        return (plan, fixedRecipe);
    }

    /// <summary>The settings with their recipes.</summary>
    /// <exception cref="OptionException">The values of a setting contradict each other.</exception>
    internal IReadOnlyList<SweepSetting> Resolve(Recipe recipe) => [.. Settings.Select((values, i) =>
        new SweepSetting(i + 1, values, recipe.With(Options.Zip(values, (key, value) => $"{key}={value}"))))];

    private static List<IReadOnlyList<string>> Grid(SweepAxis[] axes, int seeds)
    {
        double size = axes.Aggregate(1.0, (product, axis) => product * axis.Values.Count);
        RequireFew(size * seeds);
        List<IReadOnlyList<string>> settings = [[]];
        foreach (SweepAxis axis in axes)
        {
            settings = [.. settings.SelectMany(setting => axis.Values, (setting, value) => (string[])[.. setting, value])];
        }
        return settings;
    }

    /// <summary>Different settings, drawn one after another: a larger budget adds settings and changes none.</summary>
    private static List<IReadOnlyList<string>> Draw(SweepAxis[] axes, int budget, long key)
    {
        RandomStream stream = RandomKey.FromSeed(key).Fork("sweep").Stream();
        HashSet<string> drawn = [];
        List<IReadOnlyList<string>> settings = [];
        for (int draw = 0; settings.Count < budget; draw++)
        {
            if (draw == budget * MostDraws)
            {
                throw new OptionException(new(
                    ErrorKind.OutOfRange, Key: "--budget", Value: budget, Allowed: $"up to {settings.Count}",
                    Detail: "the values have no more combinations"));
            }
            string[] setting = new string[axes.Length];
            for (int i = 0; i < setting.Length; i++)
            {
                setting[i] = axes[i].Draw(ref stream);
            }
            if (drawn.Add(string.Join('\n', setting)))
            {
                settings.Add(setting);
            }
        }
        return settings;
    }

    private static void RequireFew(double runs)
    {
        if (runs > MostRuns)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: "number of runs", Value: runs, Allowed: $"up to {MostRuns}",
                Remedy: "give fewer values or seeds, or draw some with --search random"));
        }
    }
}
