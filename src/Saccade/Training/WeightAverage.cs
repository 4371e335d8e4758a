namespace Saccade.Training;

/// <summary>
/// The exponential moving average of the weights over the steps of a training (Polyak and Juditsky, 1992). It takes them every n steps and
/// weighs them by decay^n, with n a hundredth of its memory of 1 / (1 − decay) steps: a copy of the weights costs little beside n steps.
/// </summary>
internal sealed class WeightAverage(double decay)
{
    private readonly int _interval = (int)Math.Clamp(Math.Round(0.01 / (1 - decay)), 1, int.MaxValue);
    private NamedTensor[]? _weights;

    /// <summary>A copy of the average, with that of running statistics; null before the first weights.</summary>
    public IReadOnlyList<NamedTensor>? Weights
    {
        get => _weights?.Select(Copy).ToArray();
        set => _weights = value?.Select(Copy).ToArray();
    }

    /// <summary>Adds the weights after a step, where it is their turn.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="steps">The steps done since the start of the run.</param>
    public void Add(IEngine engine, long steps)
    {
        if (steps % _interval != 0)
        {
            return;
        }
        IReadOnlyList<NamedTensor> weights = engine.SaveWeights();
        if (_weights is null)
        {
            Weights = weights;
            return;
        }
        // The weights so far sum to 1, so that the initial ones do not count for more than others.
        double kept = Math.Pow(decay, _interval);
        float share = (float)((1 - kept) / (1 - Math.Pow(kept, (double)steps / _interval)));
        foreach ((NamedTensor average, NamedTensor now) in _weights.Zip(weights))
        {
            TensorPrimitives.Lerp(average.Values, now.Values, share, average.Values);
        }
    }

    private static NamedTensor Copy(NamedTensor tensor) => tensor with { Values = [.. tensor.Values] };
}
