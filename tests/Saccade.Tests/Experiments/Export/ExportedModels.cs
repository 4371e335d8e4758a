using Saccade.Checkpoints;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Experiments.Export;

/// <summary>Small models of random weights that together have every part of the model.</summary>
internal static class ExportedModels
{
    private static readonly ConvolutionOptions s_convolution = new() { Filters = [4, 3], FilterSides = [3], Strides = [1], Pools = [1, 2] };

    private static Dictionary<string, ModelOptions> Variants { get; } = new()
    {
        ["as in the paper"] = Synthetic.Tiny,
        ["LSTM, concatenated, in colour, odd and even patches"] = Synthetic.Tiny with
        {
            Sensor = new() { PatchSide = 3, Scales = 2, ScaleFactor = 2, Reach = 0.7 },
            Channels = 3,
            Core = CoreKind.Lstm,
            GlimpseForm = GlimpseForm.Concatenated,
            FirstLocation = FirstLocation.Learned,
            SquashMean = false,
            LocationHidden = 4,
        },
        ["the notebooks of the report"] = Synthetic.Tiny with
        {
            FirstLocation = FirstLocation.Centre,
            GlimpseActivation = Activation.None,
            SquashSample = true,
        },
        ["placement and surroundings of kevinzakka's program"] = Synthetic.Tiny with
        {
            Sensor = new() { PatchSide = 4, Scales = 2, Placement = PatchPlacement.Down, Outside = 0.3 },
        },
        ["placement of amasky's program"] = Synthetic.Tiny with
        {
            Sensor = new() { PatchSide = 3, Scales = 2, Placement = PatchPlacement.Wide },
        },
        ["batch normalisation"] = Synthetic.Tiny with { BatchNorm = true, InputScale = 2, InputSum = true },
        ["statistics of each glimpse"] = Synthetic.Tiny with { BatchNorm = true, BatchNormPerGlimpse = true },
        ["DRAM"] = Synthetic.Tiny with
        {
            Sensor = new() { PatchSide = 6, Scales = 2 },
            Convolution = s_convolution,
            GlimpseForm = GlimpseForm.Multiplied,
            Core = CoreKind.Lstm,
            CoreLayers = 2,
            Context = new() { Side = 5, Units = 6, Convolution = new() { Filters = [2] } },
            FirstLocation = FirstLocation.Learned,
        },
        ["the maximum of each filter and its place"] = Synthetic.Tiny with
        {
            Sensor = new() { PatchSide = 6, Scales = 2 },
            Convolution = s_convolution,
            ConvolveScalesApart = true,
            ConvolutionPooling = GlobalPooling.MaximumAndPlace,
        },
        ["a coarse view of the whole image, one core"] = Synthetic.Tiny with
        {
            Context = new() { Side = 8, Units = 6, Convolution = new() { Filters = [4] }, Pooling = GlobalPooling.MaximumAndPlace },
            FirstLocation = FirstLocation.Learned,
        },
        ["a saliency map"] = Synthetic.Tiny with
        {
            Glimpses = 5,
            LocationForm = LocationForm.Saliency,
            Context = new() { Side = 12, Units = 0, Convolution = new() { Filters = [4, 3], Pools = [2, 1] } },
            FirstLocation = FirstLocation.Learned,
        },
        ["convolutions of each scale, two layers"] = Synthetic.Tiny with
        {
            Sensor = new() { PatchSide = 6, Scales = 2 },
            Convolution = s_convolution,
            ConvolveScalesApart = true,
            CoreLayers = 2,
        },
    };

    public static IEnumerable<string> Names => Variants.Keys;

    public static ModelFile Create(string variant) => Create(Variants[variant]);

    public static ModelFile Create(ModelOptions model)
    {
        RandomKey key = RandomKey.FromSeed(1);
        RandomStream stream = key.Fork("statistics").Stream();
        NamedTensor[] weights = [.. NetworkPlan.Create(model).InitialWeights(key)];
        foreach (NamedTensor statistics in weights.Where(tensor => tensor.Name.Contains("_norm.", StringComparison.Ordinal)))
        {
            foreach (ref float value in statistics.Values.AsSpan())
            {
                value = (float)stream.NextDouble(0.5, 1.5);
            }
        }
        return new(model, weights, new Dictionary<string, string>());
    }
}
