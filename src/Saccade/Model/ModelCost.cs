namespace Saccade.Model;

/// <summary>What one network of a model costs.</summary>
/// <param name="Network">Its name, such as <c>glimpse</c>.</param>
/// <param name="Layers">Its linear layers, inputs → outputs, as text.</param>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="FlopsPerUse">Two for each multiply-add of its linear layers, once.</param>
/// <param name="Uses">How often it is used on one image.</param>
public sealed record NetworkCost(string Network, string Layers, long Parameters, long FlopsPerUse, int Uses);

/// <summary>Counts the weights and the arithmetic of a model from its options alone.</summary>
public static class ModelCost
{
    /// <summary>The cost of each network for a forward pass of T glimpses; the baseline is needed in training only.</summary>
    public static IReadOnlyList<NetworkCost> Of(ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int hidden = options.GlimpseHidden;
        int features = options.GlimpseFeatures;
        int decisions = options.FirstLocation == FirstLocation.Learned ? options.Glimpses : options.Glimpses - 1;
        List<(int In, int Out)> glimpse = [(options.Sensor.GlimpseSize(options.Channels), hidden), (2, hidden)];
        glimpse.AddRange(options.GlimpseForm == GlimpseForm.Additive ? [(hidden, features), (hidden, features)] : [(2 * hidden, features)]);
        int gates = options.Core == CoreKind.Lstm ? 4 : 1;
        List<(int In, int Out)> location = options.LocationHidden > 0
            ? [(options.Hidden, options.LocationHidden), (options.LocationHidden, 2)]
            : [(options.Hidden, 2)];
        int normalised = options.BatchNorm ? 2 * (2 * hidden + features) : 0;
        return
        [
            Cost("glimpse", glimpse, options.Glimpses, normalised),
            Cost("core", [(features, gates * options.Hidden), (options.Hidden, gates * options.Hidden)], options.Glimpses),
            Cost("location", location, decisions),
            Cost("action", [(options.Hidden, options.Classes)], 1),
            Cost("baseline", [(options.Hidden, 1)], decisions),
        ];
    }

    private static NetworkCost Cost(string network, List<(int In, int Out)> layers, int uses, int others = 0) => new(
        network,
        string.Join(", ", layers.Select(l => $"{l.In}→{l.Out}")),
        layers.Sum(l => (long)(l.In + 1) * l.Out) + others,
        layers.Sum(l => 2L * l.In * l.Out),
        uses);
}
