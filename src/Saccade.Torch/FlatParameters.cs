namespace Saccade.Torch;

/// <summary>All weights of a module in one vector, with one of gradients, so that the optimiser needs few native calls.</summary>
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
        using IDisposable noGradient = no_grad();
        List<Slot> slots = [];
        long start = 0;
        foreach ((string name, Parameter parameter) in parameters)
        {
            Slot slot = new(name, [.. parameter.shape], start, parameter.numel());
            using Tensor view = slot.View(_values);
            using Tensor gradient = slot.View(Gradient);
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

    /// <summary>The place of each weight, in the module's order.</summary>
    public IReadOnlyList<Slot> Slots { get; }

    /// <summary>All weights [P], as the one parameter that the optimiser sees.</summary>
    public Parameter Vector { get; }

    /// <summary>The gradient of all weights [P].</summary>
    public Tensor Gradient { get; }

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
        public Tensor View(Tensor vector)
        {
            using Tensor part = vector.narrow(0, Start, Length);
            return part.view(Shape);
        }
    }
}
