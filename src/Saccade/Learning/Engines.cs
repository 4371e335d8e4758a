using Saccade.Checkpoints;
using Saccade.Fast;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>What does the arithmetic.</summary>
public enum EngineKind
{
    /// <summary>The engine written for this very model, <see cref="FastEngine"/>, and its like for nets to compare with, <see cref="FastComparisonEngine"/>; they need no libtorch.</summary>
    Fast,

    /// <summary>TorchSharp: the readable reference, for every model, networks of your own and nets to compare with.</summary>
    Torch,
}

/// <summary>The engine for a model: the fast one where it covers the model, else that on TorchSharp.</summary>
public static class Engines
{
    /// <summary>The kind of engine that a model gets if none is asked for.</summary>
    public static EngineKind KindFor(ModelOptions model, ComputeDevice device = ComputeDevice.Cpu) =>
        device == ComputeDevice.Cpu && (IsNet(model) || FastEngine.Covers(model)) ? EngineKind.Fast : EngineKind.Torch;

    /// <summary>An engine that trains a new model; both kinds begin with the same weights.</summary>
    /// <param name="model">The model; a net to compare with states the size of its images.</param>
    /// <param name="training">Loss and optimiser.</param>
    /// <param name="key">Where the first weights come from.</param>
    /// <param name="threads">How many threads compute; for TorchSharp that counts for the whole process.</param>
    /// <param name="kind">The kind of engine; null for <see cref="KindFor"/>.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="OptionException">The engine asked for does not cover the model or the device, or a net to compare with has no layer of that size.</exception>
    public static ITrainingEngine Make(ModelOptions model, TrainingOptions training, RandomKey key, int threads, EngineKind? kind = null, ComputeDevice device = ComputeDevice.Cpu)
    {
        if ((kind ?? KindFor(model, device)) == EngineKind.Fast)
        {
            RequireProcessor(device);
            return IsNet(model) ? new FastComparisonEngine(model, training, key, threads) : new FastEngine(model, training, key, threads);
        }
        TorchEngine.UseThreads(threads);
        return TorchEngines.Make(model, training, key, device);
    }

    /// <summary>An engine that trains a new player of a game.</summary>
    /// <param name="model">The model, an attention model.</param>
    /// <param name="training">Loss and optimiser.</param>
    /// <param name="key">Where the first weights come from.</param>
    /// <param name="threads">How many threads compute; for TorchSharp that counts for the whole process.</param>
    /// <param name="kind">The kind of engine; null for <see cref="KindFor"/>.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="OptionException">The model is a net that sees the whole image at once.</exception>
    public static IGameEngine MakePlayer(ModelOptions model, TrainingOptions training, RandomKey key, int threads, EngineKind? kind = null, ComputeDevice device = ComputeDevice.Cpu) =>
        Player(Make(model, training, key, threads, kind, device));

    /// <summary>An engine that holds a trained player of a game.</summary>
    /// <param name="file">The model.</param>
    /// <param name="threads">How many threads compute; for TorchSharp that counts for the whole process.</param>
    /// <param name="kind">The kind of engine; null for <see cref="KindFor"/>.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="SaccadeException">The file's weights are not those of its options.</exception>
    /// <exception cref="OptionException">The model is a net that sees the whole image at once.</exception>
    public static IGameEngine PlayerOf(ModelFile file, int threads, EngineKind? kind = null, ComputeDevice device = ComputeDevice.Cpu) => Player(ForModel(file, threads, kind, device));

    /// <summary>Whether it is a net to compare with, which sees the whole image at once.</summary>
    private static bool IsNet(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Kind != ModelKind.Attention;
    }

    /// <summary>Refuses a file whose options ask for more memory than it has weights, before any is taken.</summary>
    internal static void RequireWeights(ModelFile file)
    {
        long found = file.Weights.Sum(weight => (long)weight.Values.Length);
        long needed = ModelCost.Of(file.Model).Sum(cost => cost.Parameters);
        if (found < needed)
        {
            throw new SaccadeException(FormattableString.Invariant($"The model has {found} weights where its options need {needed}; it is damaged, give another file."));
        }
        if (file.Weights.FirstOrDefault(weight => !Finite.All(weight.Values)) is NamedTensor broken)
        {
            throw new SaccadeException($"The weights of '{broken.Name}' hold a NaN or an infinity; give another file.");
        }
    }

    private static void RequireProcessor(ComputeDevice device)
    {
        if (device != ComputeDevice.Cpu)
        {
            throw new OptionException("The fast engine computes on the processor; leave out --engine fast or --device.");
        }
    }

    private static IGameEngine Player(ITrainingEngine engine)
    {
        if (engine is IGameEngine player)
        {
            return player;
        }
        engine.Dispose();
        throw new OptionException("model.kind must be attention to play a game: a net that sees the whole image at once has no memory.");
    }

    /// <summary>An engine that holds a trained model, to look with.</summary>
    /// <param name="file">The model.</param>
    /// <param name="threads">How many threads compute; for TorchSharp that counts for the whole process.</param>
    /// <param name="kind">The kind of engine; null for <see cref="KindFor"/>.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="SaccadeException">The file's weights are not those of its options.</exception>
    public static ITrainingEngine ForModel(ModelFile file, int threads, EngineKind? kind = null, ComputeDevice device = ComputeDevice.Cpu)
    {
        ArgumentNullException.ThrowIfNull(file);
        RequireWeights(file);
        if ((kind ?? KindFor(file.Model, device)) == EngineKind.Fast)
        {
            RequireProcessor(device);
            return IsNet(file.Model) ? FastComparisonEngine.ForModel(file, threads) : FastEngine.ForModel(file, threads);
        }
        TorchEngine.UseThreads(threads);
        return TorchEngines.ForModel(file, device);
    }
}
