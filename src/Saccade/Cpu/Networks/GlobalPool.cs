namespace Saccade.Cpu.Networks;

/// <summary>
/// Global pooling of each filter over all places of a map [rows, columns, filters] that a relu made. Values are [filters], or [3, filters]
/// with the place of the maximum.
/// </summary>
internal sealed class GlobalPool(GlobalPooling kind, int filters)
{
    /// <summary>Pools a map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="columns">Its columns of places.</param>
    /// <param name="pooled">Receives the values.</param>
    public void Forward(ReadOnlySpan<float> map, int columns, Span<float> pooled)
    {
        Span<float> first = pooled[..filters];
        map[..filters].CopyTo(first);
        for (int start = filters; start < map.Length; start += filters)
        {
            ReadOnlySpan<float> place = map.Slice(start, filters);
            if (kind == GlobalPooling.Mean)
            {
                TensorPrimitives.Add(first, place, first);
            }
            else
            {
                TensorPrimitives.Max(first, place, first);
            }
        }
        if (kind == GlobalPooling.Mean)
        {
            TensorPrimitives.Divide(first, map.Length / filters, first);
        }
        for (int filter = 0; kind == GlobalPooling.MaximumAndPlace && filter < filters; filter++)
        {
            (float x, float y) = Place(Winner(map, filter) / filters, columns, map.Length / filters / columns);
            (pooled[filters + filter], pooled[2 * filters + filter]) = (x * first[filter], y * first[filter]);
        }
    }

    /// <summary>
    /// From the gradient of the values to that of the map, which stops where the map is 0. That of a maximum goes to the first place that
    /// has it; the place itself has no gradient.
    /// </summary>
    public void Backward(ReadOnlySpan<float> map, int columns, ReadOnlySpan<float> gradient, Span<float> mapGradient)
    {
        int places = map.Length / filters;
        mapGradient.Clear();
        for (int filter = 0; filter < filters; filter++)
        {
            if (kind == GlobalPooling.Mean)
            {
                for (int i = filter; i < map.Length; i += filters)
                {
                    mapGradient[i] = map[i] > 0 ? gradient[filter] / places : 0;
                }
                continue;
            }
            int winner = Winner(map, filter);
            if (map[winner] > 0)
            {
                mapGradient[winner] = gradient[filter];
                if (kind == GlobalPooling.MaximumAndPlace)
                {
                    (float x, float y) = Place(winner / filters, columns, places / columns);
                    mapGradient[winner] += x * gradient[filters + filter] + y * gradient[2 * filters + filter];
                }
            }
        }
    }

    /// <summary>Where in the map a filter has its first maximum.</summary>
    private int Winner(ReadOnlySpan<float> map, int filter)
    {
        int winner = filter;
        for (int i = filter + filters; i < map.Length; i += filters)
        {
            winner = map[i] > map[winner] ? i : winner;
        }
        return winner;
    }

    /// <summary>The centre of a place, −1 to 1.</summary>
    private static (float X, float Y) Place(int place, int columns, int rows) =>
        (ConvolutionShape.Centre(place % columns, columns), ConvolutionShape.Centre(place / columns, rows));
}
