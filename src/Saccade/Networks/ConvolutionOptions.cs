namespace Saccade.Networks;

/// <summary>
/// A stack of convolutions, each with zero padding that keeps the size of its input at stride 1, a relu and, if asked for, max pooling.
/// </summary>
public sealed record ConvolutionOptions
{
    private const int MostLayers = 8;

    /// <summary>Filters of each layer; empty for no convolutions. Multiples of 32 use the processor best.</summary>
    public IntegerList Filters { get; init => field = Each(value, 1, 1024, least: 0); } = [];

    /// <summary>Side of the filters, an odd number, for each layer or for all.</summary>
    public IntegerList FilterSides { get; init => field = Each(value, 1, 15); } = [3];

    /// <summary>Pixels from one position of a filter to the next, for each layer or for all.</summary>
    public IntegerList Strides { get; init => field = Each(value, 1, 8); } = [1];

    /// <summary>Side of the squares of max pooling behind each layer or behind all; 1 for none.</summary>
    public IntegerList Pools { get; init => field = Each(value, 1, 8); } = [1];

    /// <summary>Whether the stack has layers.</summary>
    internal bool HasLayers => Filters.Count > 0;

    /// <summary>Whether something is left of an input of this size behind all layers.</summary>
    internal bool Takes(ImageSize input) => Shapes(input).All(shape => shape.OutputPlaces > 0);

    /// <summary>The shapes of the layers on an input of this size.</summary>
    internal IReadOnlyList<ConvolutionShape> Shapes(ImageSize input)
    {
        List<ConvolutionShape> shapes = [];
        (int channels, int height, int width) = (input.Channels, input.Height, input.Width);
        for (int layer = 0; layer < Filters.Count; layer++)
        {
            int side = Of(FilterSides, layer);
            ConvolutionShape shape = new(
                channels, height, width, Filters[layer], side, Of(Strides, layer), Padding: side / 2, Of(Pools, layer));
            shapes.Add(shape);
            (channels, height, width) = (shape.Filters, shape.OutputRows, shape.OutputColumns);
        }
        return shapes;
    }

    /// <summary>Checks the lists together and against the input.</summary>
    /// <exception cref="OptionException">A list has another length, a side is even, or pooling leaves nothing.</exception>
    internal void Check(string table, ImageSize input)
    {
        if (!HasLayers)
        {
            return;
        }
        foreach ((string key, IntegerList list) in (ReadOnlySpan<(string, IntegerList)>)
            [("filter_sides", FilterSides), ("strides", Strides), ("pools", Pools)])
        {
            if (list.Count != 1 && list.Count != Filters.Count)
            {
                throw Refused(key, list, $"one number, or {Filters.Count}: one for each layer of {table}.filters");
            }
        }
        if (FilterSides.Any(side => side % 2 == 0))
        {
            throw Refused("filter_sides", FilterSides, "odd numbers");
        }
        int nothing = Shapes(input).ToList().FindIndex(shape => shape.OutputPlaces == 0);
        if (nothing >= 0)
        {
            throw Refused(
                "pools", Pools, null, $"on an input of {input.Width}×{input.Height} pixels nothing is left behind layer {nothing + 1}",
                "use fewer layers or smaller strides and pools");
        }

        OptionException Refused(string key, IntegerList list, string? allowed, string? detail = null, string? remedy = null) =>
            new(new(ErrorKind.Mismatch, Key: $"{table}.{key}", Value: list, Allowed: allowed, Detail: detail, Remedy: remedy));
    }

    private static int Of(IntegerList list, int layer) => list[Math.Min(layer, list.Count - 1)];

    private static IntegerList Each(
        IntegerList list, int lowest, int highest, int least = 1, [System.Runtime.CompilerServices.CallerMemberName] string option = "")
    {
        if (list.Count < least || list.Count > MostLayers || list.Any(value => value < lowest || value > highest))
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: option, Value: list,
                Allowed: $"a list of {least} to {MostLayers} whole numbers, each {lowest} to {highest}"));
        }
        return list;
    }
}
