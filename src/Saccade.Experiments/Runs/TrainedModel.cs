using Saccade.Checkpoints;
using Saccade.Experiments.Recipes;
using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>A model to use, found by the folder of its run, by its file, or by the name under which it ships.</summary>
public sealed record TrainedModel
{
    /// <summary>The file it was read from.</summary>
    public required string Path { get; init; }

    /// <summary>Its weights and where they come from.</summary>
    public required ModelFile File { get; init; }

    /// <summary>The recipe it was trained by, and so the task it knows.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The run it belongs to; null for a file on its own.</summary>
    public required RunFolder? Run { get; init; }

    /// <summary>Reads the model of a run folder, a model file, or a model that ships; see <see cref="ModelsAtHand"/>.</summary>
    /// <param name="source">A path, or what is no path but the name of a model at hand.</param>
    /// <exception cref="SaccadeException">There is none, it is damaged, or the run has not finished an epoch yet.</exception>
    public static TrainedModel Open(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        RunFolder? run = null;
        string path = source;
        if (Directory.Exists(source))
        {
            run = RunFolder.Open(source);
            path = run.ModelPath;
            if (!System.IO.File.Exists(path))
            {
                throw new SaccadeException($"{source} holds no model yet; one is written after the first epoch: go on with 'saccade train --resume {source}'.");
            }
        }
        else if (!System.IO.File.Exists(source))
        {
            path = ModelsAtHand.FileOf(source) ?? throw new SaccadeException($"There is no run folder or model file '{TomlText.OneLine(source)}'; {Remedy(source)}");
        }
        else if (source.EndsWith(RecipeFile.Ending, StringComparison.OrdinalIgnoreCase))
        {
            throw new SaccadeException($"{source} is a recipe and no trained model; train one with 'saccade train {source}', then give its run folder.");
        }
        ModelFile file = run is null ? ModelFile.Read(path) : OfRun(run);
        string text = file.Facts.GetValueOrDefault("recipe")
            ?? throw new SaccadeException($"{path} does not say by which recipe it was trained.");
        Recipe recipe = RecipeText.Read(text, TomlText.OneLine(file.Facts.GetValueOrDefault("name", "model")), path);
        return new() { Path = path, File = file, Recipe = recipe, Run = run };
    }

    /// <summary>The model, ready to look; dispose of it in the end.</summary>
    /// <param name="threads">Threads to compute with; null for all cores.</param>
    /// <param name="engine">What does the arithmetic; null for the engine that the model gets by default.</param>
    /// <param name="device">Where it computes.</param>
    public ITrainingEngine MakeAgent(int? threads = null, EngineKind? engine = null, ComputeDevice device = ComputeDevice.Cpu) =>
        Named(() => Engines.ForModel(File, threads ?? Environment.ProcessorCount, engine, device));

    /// <summary>The model of a game, ready to play; dispose of it in the end.</summary>
    /// <param name="threads">Threads to compute with; null for all cores.</param>
    /// <param name="engine">What does the arithmetic; null for the engine that the model gets by default.</param>
    /// <param name="device">Where it computes.</param>
    public IGameEngine MakePlayer(int? threads = null, EngineKind? engine = null, ComputeDevice device = ComputeDevice.Cpu) =>
        Named(() => Engines.PlayerOf(File, threads ?? Environment.ProcessorCount, engine, device));

    /// <summary>Refuses weights that are too few for the model's options, or no numbers.</summary>
    /// <exception cref="SaccadeException">They are.</exception>
    public void RequireWeights() => Named(() =>
    {
        Engines.RequireWeights(File);
        return true;
    });

    /// <summary>What makes an engine knows the content alone; its complaints get the file's name.</summary>
    private T Named<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (OptionException e)
        {
            throw new OptionException($"{Path}: {e.Message}", e);
        }
        catch (SaccadeException e)
        {
            throw new SaccadeException($"{Path}: {e.Message}", e);
        }
    }

    /// <summary>The model of a run; whether the run can make it anew, only its training can tell.</summary>
    private static ModelFile OfRun(RunFolder run)
    {
        try
        {
            return ModelFile.Read(run.ModelPath);
        }
        catch (SaccadeException e)
        {
            throw new SaccadeException($"{e.Message} What can be done about it, 'saccade train --resume {run.Path}' tells.", e);
        }
    }

    private static string Remedy(string source)
    {
        if (RecipeFile.Names().Contains(source))
        {
            return $"of the recipe of this name no model is at hand: train one with 'saccade train {source}', then give its run folder.";
        }
        const string run = "give a folder that 'saccade train' made, or its model.safetensors";
        IReadOnlyList<string> names = ModelsAtHand.Names();
        return names.Count == 0 ? run + "."
            : $"{(NearestName.Among(source, names) is string nearest ? $"did you mean {nearest}? Or " : "")}{run}, or the name of a model at hand: {string.Join(", ", names)}.";
    }
}
