using Saccade.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>
/// All weights of a module laid end to end in one vector, with one gradient vector beside it, so that clipping,
/// norms and the optimiser cost a handful of native calls rather than a handful for each weight.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    private readonly Tensor _values;

    /// <summary>Moves the module's weights into one vector and leaves views of it in their place.</summary>
    public FlatParameters(nn.Module module)
    {
        (string Name, Parameter Value)[] parameters = [.. module.named_parameters().Select(p => (p.name, p.parameter))];
        Device device = parameters[0].Value.device;
        long count = parameters.Sum(p => p.Value.numel());
        _values = empty(count, device: device).DetachFromDisposeScope();
        Gradient = zeros(count, device: device).DetachFromDisposeScope();
        using IDisposable undifferentiated = no_grad();
        List<Slot> slots = [];
        long start = 0;
        foreach ((string name, Parameter parameter) in parameters)
        {
            Slot slot = new(name, [.. parameter.shape], start, parameter.numel());
            using Tensor view = slot.Of(_values);
            using Tensor gradient = slot.Of(Gradient);
            view.copy_(parameter);
            parameter.set_(view);
            parameter.grad = gradient;
            slots.Add(slot);
            start += slot.Length;
        }
        Slots = slots;
        Vector = new Parameter(_values.alias().DetachFromDisposeScope());
        Vector.grad = Gradient;
    }

    /// <summary>Where each weight lies, in the module's order.</summary>
    public IReadOnlyList<Slot> Slots { get; }

    /// <summary>All weights [P], as the one parameter that the optimiser sees.</summary>
    public Parameter Vector { get; }

    /// <summary>The gradient of all weights [P].</summary>
    public Tensor Gradient { get; }

    /// <summary>Shortens the gradient to <paramref name="longest"/> if it is longer; 0 leaves it as it is.</summary>
    /// <exception cref="SaccadeException">The gradient is not finite; the weights are still those before the step.</exception>
    public void Clip(double longest)
    {
        using Tensor norm = Gradient.norm();
        double length = norm.ToDouble();
        if (!double.IsFinite(length))
        {
            throw NumericalFault.Gradient(length);
        }
        if (longest > 0 && length > longest)
        {
            Gradient.mul_(longest / length);
        }
    }

    /// <summary>The Euclidean norm of the gradient of the weights whose names begin with <paramref name="prefix"/>.</summary>
    public double GradientNorm(string prefix)
    {
        double squares = 0;
        foreach (Slot slot in Slots.Where(s => s.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using Tensor part = Gradient.narrow(0, slot.Start, slot.Length);
            using Tensor norm = part.norm();
            double length = norm.ToDouble();
            squares += length * length;
        }
        return Math.Sqrt(squares);
    }

    public void Dispose()
    {
        Vector.Dispose();
        Gradient.Dispose();
        _values.Dispose();
    }

    /// <summary>The place of one weight in the vector.</summary>
    public sealed record Slot(string Name, long[] Shape, long Start, long Length)
    {
        /// <summary>A view of this weight's part of a vector [P], in the weight's shape.</summary>
        public Tensor Of(Tensor vector)
        {
            using Tensor part = vector.narrow(0, Start, Length);
            return part.view(Shape);
        }
    }
}
