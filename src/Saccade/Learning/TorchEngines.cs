using Saccade.Checkpoints;
using Saccade.Model;
using Saccade.Runtime;
using TorchSharp;

namespace Saccade.Learning;

/// <summary>The engine on TorchSharp that a model's kind asks for.</summary>
public static class TorchEngines
{
    /// <summary>An engine that trains a new model.</summary>
    /// <param name="model">The model; a net to compare with states the size of its images.</param>
    /// <param name="training">Loss and optimiser.</param>
    /// <param name="key">Where the first weights come from.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="OptionException">A net to compare with has no layer of that size.</exception>
    /// <exception cref="SaccadeException">The device is not there.</exception>
    public static ITrainingEngine Make(ModelOptions model, TrainingOptions training, RandomKey key, ComputeDevice device = ComputeDevice.Cpu)
    {
        ArgumentNullException.ThrowIfNull(model);
        using Lock.Scope caller = TorchGate.Enter();
        if (model.Kind != ModelKind.Attention)
        {
            return new ComparisonEngine(model, training, key, device);
        }
        RecurrentAttentionModel network = new(model, key);
        network.to(TorchDevice.Of(device));
        return new TorchEngine(network, training);
    }

    /// <summary>An engine that holds a trained model, to look with.</summary>
    /// <param name="file">The model.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="SaccadeException">The file's weights are not those of its options, or the device is not there.</exception>
    public static ITrainingEngine ForModel(ModelFile file, ComputeDevice device = ComputeDevice.Cpu)
    {
        ArgumentNullException.ThrowIfNull(file);
        ITrainingEngine engine = Make(file.Model, new TrainingOptions(), default, device);
        try
        {
            engine.LoadWeights(file.Weights);
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }
}
