using Saccade.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Saccade.Model;

/// <summary>The baseline network b_t: the reward to be expected from h_t (paper §3.2).</summary>
public sealed class BaselineNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear value;

    /// <summary>Makes the network with weights drawn from <paramref name="key"/>.</summary>
    public BaselineNetwork(ModelOptions options, RandomKey key) : base("baseline")
    {
        value = Layers.Linear(options.Hidden, 1, key.Fork("value"));
        RegisterComponents();
    }

    /// <summary>b_t [N] from h_t [N, H].</summary>
    public override Tensor forward(Tensor h)
    {
        using Tensor column = value.forward(h);
        return column.squeeze(1);
    }
}
