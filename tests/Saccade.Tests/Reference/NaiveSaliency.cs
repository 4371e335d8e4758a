namespace Saccade.Tests.Reference;

/// <summary>The mean of a saliency map, place by place.</summary>
internal static class NaiveSaliency
{
    /// <summary>
    /// x and y of the expected place of the softmax of logits [rows · columns]. Places that a glimpse at an earlier location covered are
    /// left out, unless all are.
    /// </summary>
    public static double[] Mean(
        double[] logits, int rows, int columns, (double X, double Y)[] earlier, double halfWidth, double halfHeight)
    {
        (double X, double Y, double Weight)[] places =
            [.. logits.Select((logit, i) => (Centre(i % columns, columns), Centre(i / columns, rows), Math.Exp(logit)))];
        (double X, double Y, double Weight)[] free =
            [.. places.Where(p => !earlier.Any(l => Math.Abs(p.X - l.X) < halfWidth && Math.Abs(p.Y - l.Y) < halfHeight))];
        places = free.Length > 0 ? free : places;
        double sum = places.Sum(p => p.Weight);
        return [places.Sum(p => p.Weight * p.X) / sum, places.Sum(p => p.Weight * p.Y) / sum];
    }

    private static double Centre(int place, int count) => (2 * place + 1.0) / count - 1;
}
