using Saccade.Checkpoints;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>The engine on TorchSharp that a model's kind asks for.</summary>
public static class TorchEngines
{
    /// <summary>An engine that trains a new model.</summary>
    /// <param name="model">The model; a net to compare with states the size of its images.</param>
    /// <param name="training">Loss and optimiser.</param>
    /// <param name="key">Where the first weights come from.</param>
    /// <exception cref="OptionException">A net to compare with has no layer of that size.</exception>
    public static ITrainingEngine Make(ModelOptions model, TrainingOptions training, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Kind == ModelKind.Attention
            ? new TorchEngine(new RecurrentAttentionModel(model, key), training)
            : new ComparisonEngine(model, training, key);
    }

    /// <summary>An engine that holds a trained model, to look with.</summary>
    /// <exception cref="SaccadeException">The file's weights are not those of its options.</exception>
    public static ITrainingEngine ForModel(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Model.Kind == ModelKind.Attention ? TorchEngine.ForModel(file) : ComparisonEngine.ForModel(file);
    }
}
