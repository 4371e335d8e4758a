namespace Saccade.Experiments.Import.Formats;

/// <summary>A tensor in a checkpoint of PyTorch: a view of a storage. Many may share one shape, which is not copied for each.</summary>
/// <param name="storage">The storage.</param>
/// <param name="offset">The place of its first number.</param>
/// <param name="shape">Its lengths, outermost first, as the pickle has them.</param>
/// <param name="strides">The distance of neighbours along each length.</param>
internal sealed class PyTorchTensor(PyTorchStorage storage, long offset, object?[] shape, object?[] strides)
{
    public PyTorchStorage Storage => storage;

    /// <summary>Its lengths, outermost first.</summary>
    /// <exception cref="SaccadeException">They are no shape.</exception>
    public int[] Shape()
    {
        if (shape.Length > StoredTensor.MostDimensions)
        {
            throw Content.Damaged($"a tensor in it has more than {StoredTensor.MostDimensions} dimensions");
        }
        return shape.Length == strides.Length && shape.All(length => length is >= 0L and <= (long)int.MaxValue)
            && strides.All(stride => stride is long)
            ? [.. shape.Select(length => (int)(long)length!)]
            : throw Content.Damaged("the shape of a tensor in it is none");
    }

    /// <summary>Its values, row by row.</summary>
    /// <param name="read">Reads so many numbers of its storage, from the first on.</param>
    public float[] Values(Func<long, float[]> read)
    {
        int[] lengths = Shape();
        long[] steps = [.. strides.Select(stride => (long)stride!)];
        long needed = Needed(lengths, steps);
        float[] numbers = read(needed);
        // No more values than numbers: a view that repeats them would make a large tensor of a small file.
        float[] values = new float[StoredTensor.Count(lengths.Select(length => (long)length), needed)];
        int[] index = new int[lengths.Length];
        for (int i = 0; i < values.Length; i++)
        {
            long at = offset;
            for (int axis = 0; axis < index.Length; axis++)
            {
                at += index[axis] * steps[axis];
            }
            values[i] = numbers[at];
            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == lengths[axis]; axis--)
            {
                index[axis] = 0;
            }
        }
        return values;
    }

    /// <summary>The numbers of its storage up to its last one.</summary>
    private long Needed(int[] lengths, long[] steps)
    {
        if (lengths.Contains(0))
        {
            return 0;
        }
        Int128 needed = (Int128)offset + 1;
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            needed += (Int128)(lengths[axis] - 1) * steps[axis];
        }
        return offset >= 0 && steps.All(step => step >= 0) && needed <= storage.Count
            ? (long)needed
            : throw Content.Damaged("a tensor in it reaches beyond its storage");
    }
}
