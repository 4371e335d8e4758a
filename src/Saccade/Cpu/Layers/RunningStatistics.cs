namespace Saccade.Cpu.Layers;

/// <summary>Mean and variance of a normalisation, [H] or [T, H]. A backward pass updates copies for <see cref="Commit"/>.</summary>
internal sealed class RunningStatistics
{
    private readonly TensorPlan[] _tensors;
    private readonly float[][] _values;
    private readonly float[][] _next;
    private readonly int _units;

    public RunningStatistics(LayerPlan plan)
    {
        (Name, _units) = (plan.Name, plan.Outputs);
        _tensors = [.. plan.Tensors().Where(tensor => !tensor.IsTrained)];
        _values = [.. _tensors.Select(tensor => new float[tensor.Length])];
        _next = [.. _tensors.Select(tensor => new float[tensor.Length])];
    }

    /// <summary>The name of the layer.</summary>
    public string Name { get; }

    /// <summary>The running mean at a glimpse, [H].</summary>
    public Span<float> Mean(int glimpse) => Row(_values[0], glimpse);

    /// <summary>The running variance at a glimpse, [H].</summary>
    public Span<float> Variance(int glimpse) => Row(_values[1], glimpse);

    /// <summary>The running mean after this backward pass, [H].</summary>
    public Span<float> NextMean(int glimpse) => Row(_next[0], glimpse);

    /// <summary>The running variance after this backward pass, [H].</summary>
    public Span<float> NextVariance(int glimpse) => Row(_next[1], glimpse);

    /// <summary>Starts a backward pass: the copies are the statistics in use.</summary>
    public void Reset() => Copy(_values, _next);

    /// <summary>Takes over the copies.</summary>
    public void Commit() => Copy(_next, _values);

    public IEnumerable<NamedTensor> Save() =>
        _tensors.Zip(_values, (tensor, values) => new NamedTensor(tensor.Name, tensor.Shape, [.. values]));

    /// <summary>Finds the statistics among saved tensors.</summary>
    public NamedTensor[] Find(IReadOnlyList<NamedTensor> saved) =>
        [.. _tensors.Select(tensor => NamedTensors.Find(saved, tensor.Name, tensor.Shape))];

    public void Load(NamedTensor[] found)
    {
        for (int i = 0; i < found.Length; i++)
        {
            found[i].Values.CopyTo(_values[i], 0);
        }
        Reset();
    }

    private static void Copy(float[][] from, float[][] to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            from[i].CopyTo(to[i], 0);
        }
    }

    // Glimpses after those of training have the statistics of the last one.
    private Span<float> Row(float[] values, int glimpse) => values.AsSpan(Math.Min(glimpse, values.Length / _units - 1) * _units, _units);
}
