namespace Saccade.Images;

/// <summary>The labels of N images: a class number for each, or a sequence of class numbers.</summary>
public sealed class Labels
{
    private readonly ReadOnlyMemory<int> _values;

    // The end of the sequence of each image; empty if every image has exactly one class number.
    private readonly ReadOnlyMemory<int> _ends;

    /// <summary>One class number for each image [N], 0 or above. The memory is not copied.</summary>
    public Labels(ReadOnlyMemory<int> classes) => _values = classes;

    /// <summary>One class number for each image [N].</summary>
    public Labels(ReadOnlySpan<byte> classes)
    {
        int[] values = new int[classes.Length];
        TensorPrimitives.ConvertTruncating(classes, values);
        _values = values;
    }

    /// <summary>A sequence of class numbers for each image [N]; a sequence may be empty.</summary>
    public Labels(IReadOnlyList<int[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        int[] ends = new int[sequences.Count];
        int end = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = end += sequences[i].Length;
        }
        (_values, _ends) = (sequences.SelectMany(sequence => sequence).ToArray(), ends);
    }

    /// <summary>N, the number of images.</summary>
    public int Count => _ends.Length > 0 ? _ends.Length : _values.Length;

    /// <summary>Whether every image has exactly one class number.</summary>
    public bool AreClasses => _ends.Length == 0;

    /// <summary>The class number of an image that has exactly one.</summary>
    /// <exception cref="InvalidOperationException">The image has a sequence of another length.</exception>
    public int this[int index] => Sequence(index) is [int only]
        ? only
        : throw new InvalidOperationException($"Image {index} has {Sequence(index).Length} labels; a class number is exactly one.");

    /// <summary>The class numbers of an image in their order.</summary>
    public ReadOnlySpan<int> Sequence(int index) => _ends.Length == 0
        ? _values.Span.Slice(index, 1)
        : _values.Span[(index > 0 ? _ends.Span[index - 1] : 0).._ends.Span[index]];

    /// <summary>The class of an image, or its classes in their order, as text.</summary>
    /// <param name="index">The image.</param>
    /// <param name="names">The names of the classes; their numbers when null.</param>
    public string Text(int index, IReadOnlyList<string>? names = null) => string.Join(' ', Sequence(index).ToArray().Select(
        label => names is null || label >= names.Count ? label.ToString(CultureInfo.InvariantCulture) : names[label]));

    /// <summary>The largest class number of all images; −1 if there is none.</summary>
    public int Highest() => _values.IsEmpty ? -1 : TensorPrimitives.Max(_values.Span);

    /// <summary>The labels of <paramref name="count"/> images from <paramref name="start"/> on.</summary>
    public Labels Slice(int start, int count) => _ends.Length == 0
        ? new(_values.Slice(start, count))
        : new([.. Enumerable.Range(start, count).Select(i => Sequence(i).ToArray())]);

    /// <summary>A copy of the class numbers [N].</summary>
    /// <exception cref="InvalidOperationException">The labels are sequences.</exception>
    public int[] ToArray() => _ends.Length == 0
        ? _values.ToArray()
        : throw new InvalidOperationException("The labels are sequences, which make no array of class numbers.");
}
