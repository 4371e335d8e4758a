namespace Saccade.Engine.Tests;

/// <summary>The rectifier Rect(a) = max(a, 0).</summary>
internal static class Relu
{
    /// <summary>y = max(a, 0).</summary>
    public static double[] Forward(double[] a) => Array.ConvertAll(a, value => Math.Max(value, 0));

    /// <summary>∂J/∂a = ∂J/∂y where y > 0, else 0.</summary>
    public static double[] Backward(double[] y, double[] dy) => [.. y.Zip(dy, (value, gradient) => value > 0 ? gradient : 0)];
}
