namespace Saccade.Figures;

/// <summary>The accuracy of a model after each glimpse.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Accuracy">The accuracy after each glimpse [T], 0 to 1; T may exceed the number of glimpses in training.</param>
/// <param name="Images">The number of images, which determines the 95% intervals.</param>
/// <param name="TrainedGlimpses">The number of glimpses the model was trained with; null where it does not matter.</param>
public sealed record GlimpseCurve(string Name, IReadOnlyList<double> Accuracy, int Images, int? TrainedGlimpses = null)
{
    internal const int MostCurves = 8;

    internal static void Check(IReadOnlyList<GlimpseCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        if (curves.Count is < 1 or > MostCurves)
            throw new OptionException(new(ErrorKind.OutOfRange, Key: "curves", Value: curves.Count, Allowed: $"1 to {MostCurves}"));
        foreach (GlimpseCurve curve in curves)
        {
            if (curve.Accuracy.Count == 0 || curve.Images < 1 || curve.Accuracy.Any(a => !(a >= 0 && a <= 1)))
                throw new SaccadeException(new(
                    ErrorKind.OutOfRange, Key: $"accuracies of '{curve.Name}'", Allowed: "0 to 1, of one or more glimpses and images"));
        }
    }
}
