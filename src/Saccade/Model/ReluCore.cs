using Saccade.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Model;

/// <summary>The paper's core for classification: h_t = relu(Linear(g_t) + Linear(h_{t-1})) (§4).</summary>
public sealed class ReluCore : CoreNetwork
{
    private readonly Linear input;
    private readonly Linear recurrent;

    /// <summary>Makes the core with weights drawn from <paramref name="key"/>.</summary>
    public ReluCore(ModelOptions options, RandomKey key) : base(options.GlimpseFeatures, options.Hidden)
    {
        input = Layers.Linear(options.GlimpseFeatures, options.Hidden, key.Fork("input"));
        recurrent = Layers.Linear(options.Hidden, options.Hidden, key.Fork("recurrent"));
        if (options.IdentityStart)
        {
            // A core that begins by remembering everything (Le, Jaitly and Hinton, 2015).
            using IDisposable undifferentiated = no_grad();
            nn.init.eye_(recurrent.weight);
            nn.init.zeros_(recurrent.bias!);
        }
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override CoreState Step(Tensor glimpse, CoreState previous)
    {
        using DisposeScope scope = NewDisposeScope();
        return new(scope.MoveToOuter(relu(input.forward(glimpse) + recurrent.forward(previous.Hidden))));
    }
}
