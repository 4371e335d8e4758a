using Saccade.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Model;

/// <summary>The location network f_l(h_t; θ_l): the mean μ_t of the policy for the next location (paper §3.1).</summary>
public sealed class LocationNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear? hidden;
    private readonly Linear mean;
    private readonly bool _squash;

    /// <summary>Makes the network with weights drawn from <paramref name="key"/>.</summary>
    public LocationNetwork(ModelOptions options, RandomKey key) : base("location")
    {
        _squash = options.SquashMean;
        int inputs = options.Hidden;
        if (options.LocationHidden > 0)
        {
            hidden = Layers.Linear(inputs, options.LocationHidden, key.Fork("hidden"));
            inputs = options.LocationHidden;
        }
        mean = Layers.Linear(inputs, 2, key.Fork("mean"));
        RegisterComponents();
    }

    /// <summary>μ_t [N, 2] from h_t [N, H].</summary>
    public override Tensor forward(Tensor h)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor features = hidden is null ? h : relu(hidden.forward(h));
        Tensor mu = mean.forward(features);
        return scope.MoveToOuter(_squash ? tanh(mu) : mu);
    }
}
