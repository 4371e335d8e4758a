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
            bool[] seen = new bool[Size.Width * Size.Height];
            foreach (PatchBox box in Glimpses.Select(glimpse => glimpse.Box))
            {
                (int left, int right) = (Math.Max(box.Left, 0), Math.Min(box.Left + box.Side, Size.Width));
                for (int y = Math.Max(box.Top, 0); left < right && y < Math.Min(box.Top + box.Side, Size.Height); y++)
                {
                    seen.AsSpan(y * Size.Width + left, right - left).Fill(true);
                }
            }
            return seen.AsSpan().Count(true) / (double)seen.Length;
        }
    }
}
