using Saccade.Runtime;

namespace Saccade.Figures;

/// <summary>How often a model is right after each glimpse.</summary>
/// <param name="Name">What the legend calls it; ASCII.</param>
/// <param name="Accuracy">Part of the images named rightly after each glimpse [T], 0 to 1; may go beyond the number the model was trained with.</param>
/// <param name="Images">How many images that is counted on, from which the 95% intervals follow.</param>
/// <param name="TrainedGlimpses">The number of glimpses the model was trained with; null where it does not matter.</param>
public sealed record GlimpseCurve(string Name, IReadOnlyList<double> Accuracy, int Images, int? TrainedGlimpses = null)
{
    internal const int MostCurves = 8;

    /// <summary>Refuses what cannot be drawn.</summary>
    internal static void Check(IReadOnlyList<GlimpseCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        if (curves.Count is < 1 or > MostCurves)
            throw new OptionException($"A figure was asked for of {curves.Count} curves; it may show 1 to {MostCurves}.");
        foreach (GlimpseCurve curve in curves)
        {
            if (curve.Accuracy.Count == 0 || curve.Images < 1 || curve.Accuracy.Any(a => !(a >= 0 && a <= 1)))
                throw new SaccadeException($"The accuracies of '{curve.Name}' can't be drawn: there must be at least one glimpse and one image, and each must be 0 to 1.");
        }
    }
}
