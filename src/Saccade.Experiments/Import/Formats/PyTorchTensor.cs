namespace Saccade.Experiments.Import.Formats;

/// <summary>A tensor in a checkpoint of PyTorch: a view of a storage.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Offset">The place of its first number.</param>
/// <param name="Shape">Its lengths, outermost first.</param>
/// <param name="Strides">The distance of neighbours along each length.</param>
internal sealed record PyTorchTensor(PyTorchStorage Storage, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides)
{
    /// <summary>Its values, row by row, from the numbers of its storage.</summary>
    public float[] Values(float[] storage)
    {
        // No more values than numbers: a view that repeats them would make a large tensor of a small file.
        float[] values = new float[StoredTensor.Count(Shape, storage.Length)];
        long[] index = new long[Shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            long at = Offset;
            for (int axis = 0; axis < index.Length; axis++)
            {
                at += index[axis] * Strides[axis];
            }
            values[i] = at >= 0 && at < storage.Length ? storage[at] : throw Content.Damaged("a tensor in it reaches beyond its storage");
            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == Shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }
        return values;
    }
}
