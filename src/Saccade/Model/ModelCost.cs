
namespace Saccade.Model;

/// <summary>What one network of a model costs.</summary>
/// <param name="Network">Its name, such as <c>glimpse</c>.</param>
/// <param name="Layers">Its layers, inputs → outputs, as text.</param>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="FlopsPerUse">Two for each multiply-add of its layers, once.</param>
/// <param name="Uses">How often it is used on one image.</param>
public sealed record NetworkCost(string Network, string Layers, long Parameters, long FlopsPerUse, int Uses);

/// <summary>Counts the weights and the arithmetic of a model from its options alone.</summary>
public static class ModelCost
{
    /// <summary>
    /// The cost of each network for a forward pass of T glimpses, the baseline being needed in training only; or of each
    /// layer of a net to compare with, for one image.
    /// </summary>
    public static IReadOnlyList<NetworkCost> Of(ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Kind switch
        {
            ModelKind.FullyConnected => OfFullyConnected(options, options.Comparison),
            ModelKind.Convolutional => OfConvolutional(options, options.Comparison),
            _ => OfAttention(options),
        };
    }

    private static NetworkCost[] OfAttention(ModelOptions options)
    {
        int hidden = options.GlimpseHidden;
        int features = options.GlimpseFeatures;
        int decisions = options.Decisions;
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

    private static NetworkCost[] OfFullyConnected(ModelOptions options, ComparisonOptions net) =>
    [
        Cost("first", [(net.ImageSize(options.Channels).Pixels, net.Units)], 1),
        Cost("second", [(net.Units, net.Units)], 1),
        Cost("scores", [(net.Units, options.Classes)], 1),
    ];

    private static NetworkCost[] OfConvolutional(ModelOptions options, ComparisonOptions net)
    {
        long filter = (long)options.Channels * net.FilterSide * net.FilterSide;
        NetworkCost filters = new(
            "filters",
            $"{options.Channels}×{net.FilterSide}×{net.FilterSide}→{net.Filters}, stride {net.Stride}",
            (filter + 1) * net.Filters,
            2 * filter * net.Features,
            1);
        return net.Units == 0
            ? [filters, Cost("scores", [(net.Features, options.Classes)], 1)]
            : [filters, Cost("hidden", [(net.Features, net.Units)], 1), Cost("scores", [(net.Units, options.Classes)], 1)];
    }

    private static NetworkCost Cost(string network, List<(int In, int Out)> layers, int uses, int others = 0) => new(
        network,
        string.Join(", ", layers.Select(l => $"{l.In}→{l.Out}")),
        layers.Sum(l => (long)(l.In + 1) * l.Out) + others,
        layers.Sum(l => 2L * l.In * l.Out),
        uses);
}
