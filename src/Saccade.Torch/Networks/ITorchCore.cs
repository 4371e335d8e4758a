namespace Saccade.Torch.Networks;

/// <summary>A custom core that the Torch engine runs.</summary>
public interface ITorchCore : ICustomCore
{
    /// <summary>Creates the core. Its parameters have the names and shapes of <see cref="ICustomCore.Layers"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="key">The key of the whole model's weights, for <see cref="Layers.Linear(LayerPlan, RandomKey)"/>.</param>
    CoreNetwork Create(ModelOptions model, RandomKey key);
}
