namespace Saccade.Experiments.Import.Formats;

/// <summary>A tensor of a file, whose values are read when they are needed.</summary>
/// <param name="Name">Its name; parts are separated by dots.</param>
/// <param name="Shape">Its lengths, outermost first.</param>
/// <param name="Read">Reads its values, row by row.</param>
internal sealed record StoredTensor(string Name, IReadOnlyList<int> Shape, Func<float[]> Read)
{
    /// <summary>As many as an array of NumPy and a safetensors file may have.</summary>
    public const int MostDimensions = 64;

    private const int LongestName = 255;

    /// <summary>The name of a part of something, joined to it by a dot; a file may repeat a long one at little cost.</summary>
    /// <exception cref="SaccadeException">It is too long.</exception>
    public static string Joined(string whole, string part)
    {
        int length = whole.Length + part.Length + 1;
        return whole.Length == 0 && part.Length <= LongestName ? part
            : length <= LongestName ? $"{whole}.{part}"
            : throw Content.Damaged($"a name in it is too long: {TerminalText.OneLine(part, 40)}");
    }

    /// <summary>The number of values of a shape.</summary>
    /// <exception cref="SaccadeException">A length is negative, or there are more values than <paramref name="most"/>.</exception>
    public static int Count(IEnumerable<long> shape, long most)
    {
        long count = 1;
        foreach (long length in shape)
        {
            count = length >= 0 && (length == 0 || count <= most / length) ? count * length : throw TooLarge();
        }
        return count <= Math.Min(most, Array.MaxLength) ? (int)count : throw TooLarge();

        SaccadeException TooLarge() =>
            Content.Damaged($"a tensor has the shape [{string.Join(", ", shape.Take(8))}], which the file cannot hold");
    }
}
