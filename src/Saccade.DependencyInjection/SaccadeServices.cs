using Microsoft.Extensions.DependencyInjection;
using Saccade.Inference;

namespace Saccade.DependencyInjection;

/// <summary>Adds a classifier to the services of a program.</summary>
public static class SaccadeServices
{
    /// <summary>
    /// Adds an <see cref="AttentionClassifier"/> as a singleton, which is loaded when it is first requested, and disposed of with the
    /// services. If several are added, the last one is used; <see cref="AddKeyedSaccade"/> is for several models.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="model">The path of a model file or of a run folder, or the name of a built-in model.</param>
    /// <param name="options">How it looks at images; null for the defaults.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSaccade(this IServiceCollection services, string model, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(model);
        return services.AddSingleton(_ => AttentionClassifier.Load(model, options));
    }

    /// <summary>
    /// Adds an <see cref="AttentionClassifier"/> under a key, for programs with several models. It is loaded when it is first requested,
    /// which throws a <see cref="Saccade.Errors.SaccadeException"/> if there is no such model, and disposed of with the services.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key by which it is requested.</param>
    /// <param name="model">The path of a model file or of a run folder, or the name of a built-in model.</param>
    /// <param name="options">How it looks at images; null for the defaults.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedSaccade(
        this IServiceCollection services, object? key, string model, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(model);
        return services.AddKeyedSingleton(key, (_, _) => AttentionClassifier.Load(model, options));
    }
}
