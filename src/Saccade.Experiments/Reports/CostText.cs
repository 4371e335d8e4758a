namespace Saccade.Experiments.Reports;

/// <summary>How much of an image a model reads, and what that costs, in words.</summary>
public static class CostText
{
    /// <summary>What an evaluation measured; empty where episodes change.</summary>
    /// <param name="result">The result.</param>
    /// <param name="model">The model.</param>
    public static string Of(EvaluationResult result, ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.FlopsPerImage is double flops ? $"{Seen(result.SeenShares, model)}; {Flops(flops)} an image" : "";
    }

    /// <summary>The share of the pixels that was read at each resolution.</summary>
    /// <param name="shares">The shares [K], 0 to 1.</param>
    /// <param name="model">The model.</param>
    public static string Seen(IReadOnlyList<double> shares, ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentNullException.ThrowIfNull(model);
        if (!model.TakesGlimpses)
        {
            return "all pixels of an image";
        }
        IEnumerable<string> parts = shares.Select((share, scale) => $"{Formatting.Number(100 * share)}% at {Resolution(scale)}");
        string context = model.Context.Side is > 0 and int side ? $"; the context network sees all of it in {side}×{side} values" : "";
        return $"of the pixels of an image {string.Join(", ", parts)}{context}";

        string Resolution(int scale) =>
            scale == 0 ? "full resolution" : $"1/{model.Sensor.PatchExtent(scale) / model.Sensor.PatchSide}";
    }

    /// <summary>What reads the coarse view of a context network.</summary>
    /// <param name="model">The model.</param>
    public static string ReaderOfContext(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        bool upper = model.CoreLayers > 1;
        return model.LocationForm == LocationForm.State ? (upper ? "the location core alone" : "the core")
            : !model.Context.GivesState ? "a saliency map alone, which chooses locations"
            : $"a saliency map, which chooses locations, and the {(upper ? "location core" : "core")}";
    }

    /// <summary>Floating-point operations, such as 12.3 MFLOP.</summary>
    /// <param name="flops">Their number.</param>
    public static string Flops(double flops)
    {
        (double unit, string name) = flops >= 1e9 ? (1e9, "GFLOP") : (1e6, "MFLOP");
        return string.Create(CultureInfo.InvariantCulture, $"{flops / unit:0.00} {name}");
    }
}
