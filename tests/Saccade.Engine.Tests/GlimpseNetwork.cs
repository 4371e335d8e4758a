namespace Saccade.Engine.Tests;

/// <summary>
/// The glimpse network (paper §4): h_g = Rect(W_1·ρ + b_1), h_l = Rect(W_2·l + b_2), g = Rect(W_3·h_g + b_3 + W_4·h_l + b_4).
/// </summary>
internal sealed class GlimpseNetwork(Parameters parameters)
{
    private readonly Linear _what = parameters.Layer("glimpse.what");
    private readonly Linear _where = parameters.Layer("glimpse.where");
    private readonly Linear _whatOut = parameters.Layer("glimpse.what_out");
    private readonly Linear _whereOut = parameters.Layer("glimpse.where_out");

    /// <summary>g_t from the retina ρ [K·C·G²] and the location l [2].</summary>
    public Activations Forward(double[] retina, double[] location)
    {
        double[] what = Relu.Forward(_what.Forward(retina));
        double[] where = Relu.Forward(_where.Forward(location));
        double[] sum = [.. _whatOut.Forward(what).Zip(_whereOut.Forward(where), (a, b) => a + b)];
        return new(retina, location, what, where, Relu.Forward(sum));
    }

    /// <summary>From ∂J/∂g_t to the gradients of the four layers; nothing in front of ρ and l learns.</summary>
    public void Backward(Activations at, double[] dFeatures)
    {
        double[] dSum = Relu.Backward(at.Features, dFeatures);
        _what.Backward(at.Retina, Relu.Backward(at.What, _whatOut.Backward(at.What, dSum)));
        _where.Backward(at.Location, Relu.Backward(at.Where, _whereOut.Backward(at.Where, dSum)));
    }

    /// <summary>ρ, l, h_g, h_l and g of one glimpse.</summary>
    public sealed record Activations(double[] Retina, double[] Location, double[] What, double[] Where, double[] Features);
}
