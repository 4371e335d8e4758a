using Saccade.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Saccade.Model;

/// <summary>The action network f_a(h_t; θ_a): a score for each class, whose softmax is p(a | s_{1:t}) (paper §3.1).</summary>
public sealed class ActionNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear scores;

    /// <summary>Makes the network with weights drawn from <paramref name="key"/>.</summary>
    public ActionNetwork(ModelOptions options, RandomKey key) : base("action")
    {
        scores = Layers.Linear(options.Hidden, options.Classes, key.Fork("scores"));
        RegisterComponents();
    }

    /// <summary>Scores [N, classes] from h_t [N, H].</summary>
    public override Tensor forward(Tensor h) => scores.forward(h);
}
