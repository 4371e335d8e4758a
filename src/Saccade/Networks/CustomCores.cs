using System.Collections.Concurrent;

namespace Saccade.Networks;

/// <summary>The custom cores that this program knows, by the full names of their classes. Thread-safe.</summary>
public static class CustomCores
{
    private static readonly ConcurrentDictionary<string, ICustomCore> s_cores = new();

    /// <summary>Makes a core known to models that name its class.</summary>
    /// <param name="core">The core.</param>
    public static void Add(ICustomCore core)
    {
        ArgumentNullException.ThrowIfNull(core);
        s_cores[core.GetType().FullName!] = core;
    }

    /// <summary>The core of a model.</summary>
    /// <param name="model">A model of <see cref="CoreKind.Extension"/>.</param>
    /// <exception cref="OptionException">The program does not know the core.</exception>
    public static ICustomCore Of(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return s_cores.GetValueOrDefault(model.CoreExtension) ?? throw Refused(
            model, "no custom core of this name is loaded", "name its file with --extension FILE.dll; in a program call CustomCores.Add");
    }

    internal static IReadOnlyList<LayerPlan> LayersOf(ModelOptions model)
    {
        IReadOnlyList<LayerPlan> layers = Of(model).Layers(model);
        string? other = layers.Select(layer => layer.Name).FirstOrDefault(name => !name.StartsWith("core.", StringComparison.Ordinal));
        return other is null ? layers : throw Refused(
            model, $"its layer '{other}' does not begin with 'core.'", "rename the layer");
    }

    private static OptionException Refused(ModelOptions model, string detail, string remedy) =>
        new(new(ErrorKind.Unknown, Key: "model.core_extension", Value: model.CoreExtension, Detail: detail, Remedy: remedy));
}
