namespace Saccade.Networks;

/// <summary>The cost of one network of a model.</summary>
/// <param name="Network">Its name, such as <c>glimpse</c>.</param>
/// <param name="Layers">Its layers, inputs → outputs, as text.</param>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="FlopsPerUse">Floating-point operations of one use, two for each multiply-add.</param>
/// <param name="Uses">Its number of uses in a forward pass of one image.</param>
public sealed record NetworkCost(string Network, string Layers, long Parameters, long FlopsPerUse, int Uses)
{
    /// <summary>The cost of a network from its layers.</summary>
    internal static NetworkCost Sum(string network, IReadOnlyList<LayerPlan> layers)
    {
        LayerPlan[] own = [.. layers.Where(layer => layer.Network == network)];
        return new(
            network,
            string.Join(", ", own.Where(layer => layer.Kind != LayerKind.BatchNorm).Select(Shape)),
            own.Sum(layer => layer.Parameters), own.Sum(layer => layer.FlopsPerUse), own[0].Uses);
    }

    private static string Shape(LayerPlan layer) => layer.Convolution is ConvolutionShape shape
        ? $"{string.Join('×', layer.InputShape)}→{layer.Outputs}, stride {shape.Stride}{(shape.Pool > 1 ? $", pool {shape.Pool}" : "")}"
        : $"{layer.Inputs}→{layer.Outputs}";
}
