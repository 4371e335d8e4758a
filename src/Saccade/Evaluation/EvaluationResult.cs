using System.Text.Json.Serialization;

namespace Saccade.Evaluation;

/// <summary>The result of an evaluation.</summary>
public sealed record EvaluationResult
{
    /// <summary>The number of images or episodes.</summary>
    public required int Images { get; init; }

    /// <summary>The number of independent draws of the images' frames and of the noise.</summary>
    public int Draws { get; init; } = 1;

    /// <summary>
    /// Images classified wrongly by the first rollout alone, sequences with a wrong label or length, or episodes with a reward below 1, in
    /// percent; the mean over the draws.
    /// </summary>
    public required double ErrorPercent { get; init; }

    /// <summary>Standard error of <see cref="ErrorPercent"/> over the draws: standard deviation / √draws; null for a single draw.</summary>
    public double? ErrorPercentStandardError { get; init; }

    /// <summary>Lower end of the 95% interval (Wilson) of <see cref="ErrorPercent"/> on this number of images.</summary>
    public required double ErrorPercentLow { get; init; }

    /// <summary>Upper end of the 95% interval (Wilson) of <see cref="ErrorPercent"/>.</summary>
    public required double ErrorPercentHigh { get; init; }

    /// <summary>
    /// Single labels that the first rollout read wrongly, in percent of all, compared position by position up to the end of the longer
    /// sequence: a label too few or too many counts as wrong. Null unless the model answers sequences.
    /// </summary>
    public double? LabelErrorPercent { get; init; }

    /// <summary>K, rollouts of each image.</summary>
    public required int Rollouts { get; init; }

    /// <summary>
    /// Images classified wrongly by the average of the probabilities of all K rollouts, in percent; the mean over the draws. Of a sequence
    /// the probabilities of each answer are averaged before it is read.
    /// </summary>
    public required double AveragedErrorPercent { get; init; }

    /// <summary>
    /// Accuracy after each glimpse of the first rollout [T], 0 to 1, the mean over the draws; empty where answers are actions. Of a
    /// sequence it is that of the label, or end symbol, which the glimpse serves, on the images that have it. After the end of a
    /// rollout its answer remains.
    /// </summary>
    public required IReadOnlyList<double> AccuracyByGlimpse { get; init; }

    /// <summary>
    /// The mean number of glimpses of the first rollout, where a stop network ended it by the price of a glimpse; null otherwise.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MeanGlimpses { get; init; }

    /// <summary>
    /// The share of an image's pixels that the glimpses of the first rollout cover at each scale of the sensor [K], 0 to 1, the mean over
    /// the images; pixels under several glimpses count once, and what a context network reads does not count. 1 alone for a classifier of
    /// whole images; empty where episodes change.
    /// </summary>
    public IReadOnlyList<double> SeenShares { get; init; } = [];

    /// <summary>
    /// The values that the first rollout reads of an image, the mean over the images: those of its glimpses, at every scale, and those of
    /// the view of a context network. A classifier of whole images reads all values; null where episodes change.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValuesSeen { get; init; }

    /// <summary>
    /// Floating-point operations of the networks for one rollout of an image, two for each multiply-add, the mean over the images; null
    /// where episodes change.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? FlopsPerImage { get; init; }

    /// <summary>The error against the mean number of glimpses, if it was measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StopCurve? StopCurve { get; init; }

    /// <summary>
    /// Counts of the first rollout of all draws, [right class][predicted class]; empty where answers are actions. Of a sequence every
    /// answer up to its end counts.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>
    /// The mean over the classes of <see cref="Recall"/>, in percent, of the classes that occur; null unless an image has one class.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BalancedAccuracyPercent { get; init; }

    /// <summary>
    /// Images whose class is not among the five most probable ones of the first rollout, in percent; null for five classes or fewer, and
    /// unless an image has one class.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TopFiveErrorPercent { get; init; }

    /// <summary>
    /// The share of the images of each class that were classified as it [classes], 0 to 1; null for a class that does not occur. The whole
    /// list is null unless an image has one class.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? Recall { get; init; }

    /// <summary>
    /// The share of right ones among the images that were classified as each class [classes], 0 to 1; null for a class that was never the
    /// answer. The whole list is null unless an image has one class.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? Precision { get; init; }

    /// <summary>Rollouts per second, data included.</summary>
    public required double ImagesPerSecond { get; init; }
}
