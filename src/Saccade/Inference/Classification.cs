using Saccade.Evaluation;

namespace Saccade.Inference;

/// <summary>The answer of a classifier to one image, and where it looked.</summary>
public sealed record Classification
{
    /// <summary>The name of the most probable class; of a sequence the names of its labels, with spaces between them.</summary>
    public required string Class { get; init; }

    /// <summary>Its index, from 0; −1 for a sequence.</summary>
    public required int Index { get; init; }

    /// <summary>Its probability, 0 to 1; of a sequence the product of those of its labels and of the end symbol behind them.</summary>
    public required float Probability { get; init; }

    /// <summary>The probability of each class [classes]; their sum is 1. Empty for a sequence, whose labels have their own.</summary>
    public required IReadOnlyList<float> Probabilities { get; init; }

    /// <summary>The labels of a sequence in their order, without the end symbol; for a model of single classes the class alone.</summary>
    public required IReadOnlyList<ClassifiedLabel> Labels { get; init; }

    /// <summary>
    /// The glimpses in their order; fewer than T where a stop network ended the rollout, none of a baseline classifier, which sees the
    /// whole image.
    /// </summary>
    public required IReadOnlyList<Glimpse> Glimpses { get; init; }

    /// <summary>The size of the image, with the channels of the model.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>
    /// The values that the model read: those of all glimpses, and those of the context network if it has one; all pixels for a baseline
    /// classifier.
    /// </summary>
    public required long ValuesRead { get; init; }

    /// <summary>The share of the image's pixels that at least one patch covered, 0 to 1; 1 for a baseline classifier.</summary>
    public double ShareSeen
    {
        get
        {
            if (Glimpses.Count == 0)
            {
                return 1;
            }
            return SeenPixels.Covered([.. Glimpses.Select(glimpse => glimpse.Box)], Size) / ((double)Size.Width * Size.Height);
        }
    }

    /// <summary>The answer to one image of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="classNames">The names of its classes.</param>
    /// <param name="images">The images [B].</param>
    /// <param name="rollouts">A rollout of each.</param>
    /// <param name="image">The image, 0 to B − 1.</param>
    public static Classification Of(
        ModelOptions model, IReadOnlyList<string> classNames, IEpisodes images, RolloutBatch rollouts, int image)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(rollouts);
        ImageSize size = images.SizeOf(image);
        int glimpses = rollouts.GlimpsesOf(image, images.Count);
        Glimpse[] path = [.. Enumerable.Range(0, glimpses).Select(GlimpseOf)];
        // Each label is answered after its own glimpses, the last of which has its probabilities.
        ClassifiedLabel[] slots = [.. path.Chunk(glimpses / model.Labels).Select(own => LabelOf(own[^1].Probabilities))];
        ClassifiedLabel[] labels = model.ReadsSequences ? [.. slots.TakeWhile(label => label.Index < model.Classes - 1)] : slots;
        return new()
        {
            Class = string.Join(' ', labels.Select(label => label.Class)),
            Index = model.ReadsSequences ? -1 : labels[0].Index,
            Probability = slots.Take(labels.Length + 1).Aggregate(1f, (product, label) => product * label.Probability),
            Probabilities = model.ReadsSequences ? [] : labels[0].Probabilities,
            Labels = labels,
            Glimpses = model.TakesGlimpses ? path : [],
            Size = size,
            ValuesRead = model.TakesGlimpses ? model.ValuesSeen(glimpses) : size.Pixels,
        };

        Glimpse GlimpseOf(int t)
        {
            int row = t * images.Count + image;
            (float x, float y) = (rollouts.Locations[2 * row], rollouts.Locations[2 * row + 1]);
            return new(
                x, y, model.Sensor.Box(model.Sensor.Scales - 1, x, y, size.Width, size.Height),
                rollouts.Probabilities.AsSpan(row * model.Classes, model.Classes).ToArray());
        }

        ClassifiedLabel LabelOf(IReadOnlyList<float> probabilities)
        {
            int best = TensorPrimitives.IndexOfMax<float>((float[])probabilities);
            return new(classNames[best], best, probabilities);
        }
    }
}
