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
        ArgumentNullException.ThrowIfNull(model);
        if (result is not { ValuesSeen: double values, FlopsPerImage: double flops })
        {
            return "";
        }
        string read = $"{Formatting.Whole((long)Math.Round(values))} values of an image, with {Flops(flops)}";
        return model.TakesGlimpses ? $"{read}; {Seen(result.SeenShares, model)}" : $"all {read}";
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

    /// <summary>What a context network sees, and what reads it.</summary>
    /// <param name="model">The model.</param>
    public static string Context(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        bool upper = model.CoreLayers > 1;
        string reader = model.LocationForm == LocationForm.State ? (upper ? "the location core alone" : "the core")
            : !model.Context.GivesState ? "a saliency map alone, which chooses locations"
            : $"a saliency map, which chooses locations, and the {(upper ? "location core" : "core")}";
        return $"the whole image in {model.Context.Side}×{model.Context.Side} pixels, seen by {reader}";
    }

    /// <summary>Floating-point operations, such as 12.3 MFLOP.</summary>
    /// <param name="flops">Their number.</param>
    public static string Flops(double flops)
    {
        (double unit, string name) = flops >= 1e9 ? (1e9, "GFLOP") : (1e6, "MFLOP");
        return string.Create(CultureInfo.InvariantCulture, $"{flops / unit:0.00} {name}");
    }
}
