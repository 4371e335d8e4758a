namespace Saccade.Experiments.Sweeps;

/// <summary>The folder of a sweep: what it trains, its runs, and the tables and pictures of their results.</summary>
public sealed class SweepFolder
{
    private const string PlanName = "sweep.json";
    private const string RecipeName = "recipe.toml";
    private const string RunsName = "runs";

    private readonly IReadOnlyList<SweepSetting> _settings;

    private SweepFolder(string path, SweepPlan plan, Recipe recipe) =>
        (Path, Plan, Recipe, _settings) = (path, plan, recipe, plan.Resolve(recipe));

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What it trains.</summary>
    public SweepPlan Plan { get; }

    /// <summary>The recipe that its settings change.</summary>
    public Recipe Recipe { get; }

    /// <summary>The number of runs.</summary>
    public int RunCount => Plan.Runs;

    /// <summary>The page of the results.</summary>
    public string PagePath => In("sweep.html");

    /// <summary>Opens the folder of a sweep.</summary>
    /// <exception cref="SaccadeException">It holds no sweep, or its files are damaged.</exception>
    public static SweepFolder Open(string path)
    {
        string file = System.IO.Path.Combine(path, PlanName);
        if (!File.Exists(file))
        {
            throw new SaccadeException(new(
                ErrorKind.Missing, path, $"the folder holds no sweep: it lacks {PlanName}", "begin one with a recipe and --set"));
        }
        SweepPlan plan = JsonFile.Read<SweepPlan>(file, "bring it back, or begin another sweep");
        try
        {
            if (plan.Settings.Any(setting => setting.Count != plan.Options.Count))
            {
                throw new SaccadeException(new(ErrorKind.Damaged, file, "a setting lacks a value, or has one too many"));
            }
            return new(path, plan, RecipeFile.ReadOfRun(System.IO.Path.Combine(path, RecipeName)));
        }
        catch (OptionException e)
        {
            // The program wrote these files: they are damaged, and the command is right.
            throw new SaccadeException(e.Error, e);
        }
    }

    /// <summary>Begins a sweep, or opens the same one that was begun there.</summary>
    /// <exception cref="SaccadeException">The folder holds something else, or cannot be written.</exception>
    public static SweepFolder Begin(string path, SweepPlan plan, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(plan);
        recipe = RecipePaths.Resolve(recipe, Directory.GetCurrentDirectory());
        SweepFolder sweep = new(path, plan, recipe);
        if (File.Exists(sweep.In(PlanName)))
        {
            SweepFolder begun = Open(path);
            return begun.Recipe == recipe && JsonFile.Text(begun.Plan) == JsonFile.Text(plan) ? begun
                : throw new SaccadeException(new(
                    ErrorKind.Exists, path, "it holds another sweep",
                    $"continue that one with 'saccade sweep --run {ShellWord.Quote(path)}{begun.Recipe.ExtensionOptions()}', "
                        + "or choose another --run folder"));
        }
        RefuseUnlessEmpty(path);
        // First, so that a recipe without it is the user's file.
        RunPictures.MakeFolder(sweep.In(RunsName));
        AtomicFile.WriteText(sweep.In(RecipeName), RecipeText.Write(recipe));
        // Last, because with it the folder is a sweep.
        JsonFile.Write(sweep.In(PlanName), plan);
        return sweep;
    }

    /// <summary>The runs, before any of their files is read: all settings with the first seed, then with the next one.</summary>
    internal IEnumerable<SweepRun> Runs()
    {
        int digits = _settings.Count.ToString(CultureInfo.InvariantCulture).Length;
        for (int order = 0; order < Plan.Runs; order++)
        {
            (int seed, int setting) = Math.DivRem(order, _settings.Count);
            string number = _settings[setting].Number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
            yield return new(order, _settings[setting], seed, In(System.IO.Path.Combine(RunsName, $"{number}-seed{seed}")));
        }
    }

    /// <summary>Refuses what is neither empty nor left by a process that was killed while it began a sweep.</summary>
    private static void RefuseUnlessEmpty(string path)
    {
        string[] entries = !Directory.Exists(path) ? []
            : [.. Directory.GetFileSystemEntries(path).Select(entry => System.IO.Path.GetFileName(entry))];
        bool begun = entries.Contains(RunsName) && entries.All(name => name is RunsName or RecipeName || AtomicFile.IsTemporary(name));
        if (File.Exists(path) || (entries.Length > 0 && !begun))
        {
            throw new SaccadeException(new(ErrorKind.Exists, path, "it is not an empty folder", "choose another --run folder"));
        }
    }

    /// <summary>Reads the state of all runs.</summary>
    internal SweepState State() => new(Plan, Runs());

    internal string In(string name) => System.IO.Path.Combine(Path, name);
}
