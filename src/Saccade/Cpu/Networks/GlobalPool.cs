namespace Saccade.Cpu.Networks;

/// <summary>The maximum or the mean of each filter over all places of a map [places, filters] that a relu made.</summary>
internal sealed class GlobalPool(GlobalPooling kind)
{
    /// <summary>Pools a map to [filters].</summary>
    public void Forward(ReadOnlySpan<float> map, Span<float> pooled)
    {
        map[..pooled.Length].CopyTo(pooled);
        for (int start = pooled.Length; start < map.Length; start += pooled.Length)
        {
            ReadOnlySpan<float> place = map.Slice(start, pooled.Length);
            if (kind == GlobalPooling.Maximum)
            {
                TensorPrimitives.Max(pooled, place, pooled);
            }
            else
            {
                TensorPrimitives.Add(pooled, place, pooled);
            }
        }
        if (kind == GlobalPooling.Mean)
        {
            TensorPrimitives.Divide(pooled, map.Length / pooled.Length, pooled);
        }
    }

    /// <summary>
    /// From the gradient of the pooled filters to that of the map, which stops where the map is 0. That of a maximum goes to the first
    /// place that has it.
    /// </summary>
    public void Backward(ReadOnlySpan<float> map, ReadOnlySpan<float> pooled, ReadOnlySpan<float> gradient, Span<float> mapGradient)
    {
        int filters = pooled.Length, places = map.Length / filters;
        mapGradient.Clear();
        for (int filter = 0; filter < filters; filter++)
        {
            if (kind == GlobalPooling.Mean)
            {
                for (int i = filter; i < map.Length; i += filters)
                {
                    mapGradient[i] = map[i] > 0 ? gradient[filter] / places : 0;
                }
            }
            else if (pooled[filter] > 0)
            {
                int winner = filter;
                while (map[winner] != pooled[filter])
                {
                    winner += filters;
                }
                mapGradient[winner] = gradient[filter];
            }
        }
    }
}
