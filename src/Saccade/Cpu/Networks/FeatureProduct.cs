using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>g = relu(Linear(h_g)) ⊙ relu(Linear(h_l)) (Ba, Mnih and Kavukcuoglu, 2015, §3).</summary>
internal sealed class FeatureProduct(NetworkContext context)
{
    private readonly Factor _what = new("glimpse.what_out", context);
    private readonly Factor _where = new("glimpse.where_out", context);

    /// <summary>g of the member's rollouts at glimpse t.</summary>
    public void Forward(int t, Matrix what, Matrix where, Matrix features, GroupMember member)
    {
        Matrix first = member.OwnRows(_what.Values[t]), second = member.OwnRows(_where.Values[t]), product = member.OwnRows(features);
        context.Weights.Forward(_what.Layer, member.OwnRows(what), first, relu: true);
        context.Weights.Forward(_where.Layer, member.OwnRows(where), second, relu: true);
        for (int row = 0; row < product.Rows; row++)
        {
            TensorPrimitives.Multiply(first.Row(row), second.Row(row), product.Row(row));
        }
    }

    /// <summary>From ∂J/∂g, which is 0 where either factor is, to the gradients of h_g and h_l, gated if they have a gate.</summary>
    public void Backward(int glimpses, Matrix features, Term what, Term where, GroupMember member)
    {
        IndexRange own = member.Share(features.Rows);
        Matrix first = _what.Values.Steps(0, glimpses), second = _where.Values.Steps(0, glimpses);
        Matrix firstChanges = _what.Gradients.Steps(0, glimpses), secondChanges = _where.Gradients.Steps(0, glimpses);
        for (int row = own.First; row < own.End; row++)
        {
            TensorPrimitives.Multiply(features.Row(row), second.Row(row), firstChanges.Row(row));
            TensorPrimitives.Multiply(features.Row(row), first.Row(row), secondChanges.Row(row));
        }
        Backward(_what.Layer, firstChanges, what, own);
        Backward(_where.Layer, secondChanges, where, own);
    }

    private void Backward(LinearLayer layer, Matrix changes, Term input, IndexRange own)
    {
        context.WeightGradients.Record(layer, input.Values, changes);
        Matrix gate = input.Gated ? input.Values.TakeRows(own.First, own.Count) : default;
        context.Weights.InputGradient(
            layer, changes.TakeRows(own.First, own.Count), input.Gradients.TakeRows(own.First, own.Count), gate: gate);
    }

    /// <summary>What a factor reads, with the memory for its gradient.</summary>
    public readonly record struct Term(Matrix Values, Matrix Gradients, bool Gated);

    private sealed class Factor(string name, NetworkContext context)
    {
        public LinearLayer Layer { get; } = context.Layer(name);

        public ActivationBuffer Values { get; } = context.Activations.Add(context.Layer(name).Outputs);

        public ActivationBuffer Gradients { get; } = context.Gradients.Add(context.Layer(name).Outputs);
    }
}
