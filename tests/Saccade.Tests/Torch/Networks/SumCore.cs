using Saccade.Networks;
using Saccade.Random;
using Saccade.Torch.Networks;
using TorchSharp;
using TorchSharp.Modules;

namespace Saccade.Tests.Torch.Networks;

/// <summary>A core as a user writes it: h_t = tanh(Linear(g_t) + h_{t−1}).</summary>
public sealed class SumCore : ITorchCore
{
    public IReadOnlyList<LayerPlan> Layers(ModelOptions model) =>
        [LayerPlan.Linear("core.glimpse", "g_t", "h_t", model.GlimpseFeatures, model.Hidden, model.Glimpses)];

    public CoreNetwork Create(ModelOptions model, RandomKey key) => new Network(Layers(model)[0], model, key);

    private sealed class Network : CoreNetwork
    {
        private readonly Linear glimpse;

        public Network(LayerPlan plan, ModelOptions model, RandomKey key) : base(model.GlimpseFeatures, model.Hidden)
        {
            glimpse = Saccade.Torch.Networks.Layers.Linear(plan, key);
            RegisterComponents();
        }

        public override CoreState Step(torch.Tensor glimpses, CoreState previous) =>
            new(torch.tanh(glimpse.forward(glimpses) + previous.Hidden));
    }
}
