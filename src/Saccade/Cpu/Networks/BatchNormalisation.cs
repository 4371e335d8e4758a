using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy, 2015) of one layer at every glimpse, and the relu behind it, if any: y = relu(γ·x̂ + β) with
/// x̂ = (x − mean) / √(variance + ε). In training, mean and variance are those of the batch at this glimpse, otherwise the running ones.
/// Each member of a group normalises some of the units of all rollouts.
/// </summary>
internal sealed class BatchNormalisation
{
    private const float Epsilon = 1e-5f;
    private const float Momentum = 0.1f;

    private readonly NetworkWeights _weights;
    private readonly WeightGradients _gradients;
    private readonly LinearLayer _layer;
    private readonly RunningStatistics _running;
    private readonly bool _relu;
    private readonly ActivationBuffer _normalised;
    private readonly ActivationBuffer _inverses;
    private readonly ActivationBuffer _mean;
    private readonly ActivationBuffer _product;
    private readonly ActivationBuffer _scaleGradient;
    private readonly ActivationBuffer _shiftGradient;

    private BatchNormalisation(LinearLayer layer, NetworkContext context, bool relu)
    {
        (_layer, _weights, _gradients, _relu) = (layer, context.Weights, context.WeightGradients, relu);
        _running = context.Weights.Statistics(layer);
        _normalised = context.Gradients.Add(layer.Outputs);
        _inverses = context.Statistics.Add(layer.Outputs);
        (_mean, _product) = (AddRow(), AddRow());
        (_scaleGradient, _shiftGradient) = (AddRow(), AddRow());

        ActivationBuffer AddRow() => context.Statistics.AddOnce(layer.Outputs);
    }

    /// <summary>The normalisation of that name; null if the model has none.</summary>
    public static BatchNormalisation? Find(string name, NetworkContext context, bool relu) =>
        context.Weights.Layers.Find(name) is LinearLayer layer ? new(layer, context, relu) : null;

    /// <summary>Replaces x, [N, H], of glimpse t by y. A single rollout has no variance: the running statistics normalise it.</summary>
    public void Forward(int t, Matrix x, bool training, GroupMember member)
    {
        IndexRange own = member.Share(_layer.Outputs);
        Span<float> mean = Row(_mean, 0, own), inverse = Row(_inverses, t, own);
        if (training && x.Rows > 1)
        {
            Measure(t, x, own);
        }
        else
        {
            Own(_running.Mean(t), own).CopyTo(mean);
            Own(_running.Variance(t), own).CopyTo(inverse);
        }
        TensorPrimitives.Add(inverse, Epsilon, inverse);
        TensorPrimitives.ReciprocalSqrt<float>(inverse, inverse);
        Span<float> scale = Own(Scale, own), shift = Own(Shift, own);
        for (int row = 0; row < x.Rows; row++)
        {
            Span<float> y = Own(x.Row(row), own), normalised = training ? Own(_normalised[t].Row(row), own) : y;
            TensorPrimitives.Subtract(y, mean, normalised);
            TensorPrimitives.Multiply(normalised, inverse, normalised);
            TensorPrimitives.MultiplyAdd(normalised, scale, shift, y);
            if (_relu)
            {
                TensorPrimitives.Max(y, 0, y);
            }
        }
        member.Wait();
    }

    /// <summary>
    /// Replaces dy, [T · N, H], already gated by the relu, by dx = γ / √(variance + ε) · (dy − mean(dy) − x̂ · mean(dy · x̂)), with means
    /// over the batch at each glimpse; where the running statistics were used these means are 0. dγ = Σ dy · x̂, dβ = Σ dy.
    /// </summary>
    public void Backward(int glimpses, Matrix gradients, GroupMember member)
    {
        IndexRange own = member.Share(_layer.Outputs);
        int rollouts = gradients.Rows / glimpses;
        Span<float> scaleGradient = Row(_scaleGradient, 0, own), shiftGradient = Row(_shiftGradient, 0, own);
        Span<float> mean = Row(_mean, 0, own), product = Row(_product, 0, own), scale = Own(Scale, own);
        scaleGradient.Clear();
        shiftGradient.Clear();
        for (int t = 0; t < glimpses; t++)
        {
            (Matrix changes, Matrix normalised) = (gradients.TakeRows(t * rollouts, rollouts), _normalised[t]);
            mean.Clear();
            product.Clear();
            for (int row = 0; row < rollouts; row++)
            {
                Span<float> dy = Own(changes.Row(row), own);
                TensorPrimitives.Add(mean, dy, mean);
                TensorPrimitives.MultiplyAdd(dy, Own(normalised.Row(row), own), product, product);
            }
            TensorPrimitives.Add(shiftGradient, mean, shiftGradient);
            TensorPrimitives.Add(scaleGradient, product, scaleGradient);
            float share = rollouts > 1 ? 1f / rollouts : 0;
            TensorPrimitives.Multiply(mean, share, mean);
            TensorPrimitives.Multiply(product, share, product);
            Span<float> inverse = Row(_inverses, t, own);
            for (int row = 0; row < rollouts; row++)
            {
                Span<float> dx = Own(changes.Row(row), own), x = Own(normalised.Row(row), own);
                TensorPrimitives.Subtract(dx, mean, dx);
                TensorPrimitives.Multiply(x, product, x);
                TensorPrimitives.Subtract(dx, x, dx);
                TensorPrimitives.Multiply(dx, inverse, dx);
                TensorPrimitives.Multiply(dx, scale, dx);
            }
        }
        _gradients.Record(_layer, _scaleGradient[0], _shiftGradient[0]);
        member.Wait();
    }

    private Span<float> Scale => _weights.Values.Span(_layer.Start, _layer.Outputs);

    private Span<float> Shift => _weights.Values.Span(_layer.Bias(0), _layer.Outputs);

    /// <summary>Mean and variance of the batch, and the running statistics after it, whose variance is the unbiased one.</summary>
    private void Measure(int t, Matrix x, IndexRange own)
    {
        Span<float> mean = Row(_mean, 0, own), variance = Row(_inverses, t, own), deviation = Row(_product, 0, own);
        mean.Clear();
        variance.Clear();
        for (int row = 0; row < x.Rows; row++)
        {
            TensorPrimitives.Add(mean, Own(x.Row(row), own), mean);
        }
        TensorPrimitives.Divide(mean, x.Rows, mean);
        for (int row = 0; row < x.Rows; row++)
        {
            TensorPrimitives.Subtract(Own(x.Row(row), own), mean, deviation);
            TensorPrimitives.MultiplyAdd(deviation, deviation, variance, variance);
        }
        Average(Own(_running.NextMean(t), own), mean, Momentum);
        Average(Own(_running.NextVariance(t), own), variance, Momentum / (x.Rows - 1));
        TensorPrimitives.Divide(variance, x.Rows, variance);
    }

    private static void Average(Span<float> running, ReadOnlySpan<float> values, float weight)
    {
        TensorPrimitives.Multiply(running, 1 - Momentum, running);
        TensorPrimitives.MultiplyAdd(values, weight, running, running);
    }

    private static Span<float> Own(Span<float> units, IndexRange own) => units[own.First..own.End];

    private static Span<float> Row(ActivationBuffer buffer, int step, IndexRange own) => Own(buffer[step].Row(0), own);
}
