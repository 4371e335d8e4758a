namespace Saccade.Networks;

/// <summary>
/// A core of a user, which models name by <see cref="ModelOptions.CoreExtension"/>. This is what a plan needs to know of it; to be run it
/// also implements the interface of an engine, <c>ITorchCore</c> of Saccade.Torch. For <c>--extension</c> its class is public and has a
/// constructor without parameters.
/// </summary>
public interface ICustomCore
{
    /// <summary>
    /// Its layers, with names such as <c>core.input</c>: initial weights, names in model files, costs and gradient norms follow from them.
    /// </summary>
    /// <param name="model">
    /// The model: g_t has <see cref="ModelOptions.GlimpseFeatures"/> units, h_t <see cref="ModelOptions.Hidden"/>.
    /// </param>
    IReadOnlyList<LayerPlan> Layers(ModelOptions model);
}
