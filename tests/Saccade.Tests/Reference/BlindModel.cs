using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Torch.Networks;

namespace Saccade.Tests.Reference;

/// <summary>A model that sees nothing, small enough to compute its gradients by hand.</summary>
internal static class BlindModel
{
    /// <summary>Two units in each layer, three classes.</summary>
    public static ModelOptions Options { get; } = new()
    {
        Sensor = new() { PatchSide = 2 },
        Classes = 3,
        GlimpseHidden = 2,
        GlimpseFeatures = 2,
        Hidden = 2,
        Sigma = 0.5,
        SquashMean = false,
        FirstLocation = FirstLocation.Centre,
    };

    /// <summary>The model: h = (1, 2), b = 0.25, all classes alike.</summary>
    public static RecurrentAttentionModel Make(ModelOptions options)
    {
        RecurrentAttentionModel model = new(options, RandomKey.FromSeed(1));
        Synthetic.Set(model, "core.input.weight", 0, 0, 0, 0);
        Synthetic.Set(model, "core.input.bias", 1, 2);
        Synthetic.Set(model, "core.recurrent.weight", 0, 0, 0, 0);
        Synthetic.Set(model, "core.recurrent.bias", 0, 0);
        Synthetic.Set(model, "action.scores.weight", 0, 0, 0, 0, 0, 0);
        Synthetic.Set(model, "action.scores.bias", 0, 0, 0);
        Synthetic.Set(model, "baseline.value.weight", 0, 0);
        Synthetic.Set(model, "baseline.value.bias", 0.25f);
        return model;
    }
}
