using Saccade.Checkpoints;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Tests.Reference;

/// <summary>What PyTorch computed for one case of Fixtures/make_fixtures.py, and the same case in Saccade's options.</summary>
internal sealed class PyTorchFixture
{
    private static readonly ModelOptions Base = new()
    {
        Sensor = new() { PatchSide = 3, Scales = 2 },
        Classes = 4,
        Glimpses = 4,
        GlimpseHidden = 6,
        GlimpseFeatures = 8,
        Hidden = 7,
        Sigma = 0.3,
    };

    private static readonly LossOptions Loss = new() { LocationWeight = 0.5, BaselineWeight = 0.7 };

    private static readonly OptimiserOptions Sgd = new() { Kind = OptimiserKind.Sgd, Momentum = 0.9 };

    private static readonly ConvolutionOptions Layers = new() { Filters = [3, 4], Pools = [1, 2] };

    private static readonly Dictionary<string, (ModelOptions Model, TrainingOptions Training, double Rate)> Cases = new()
    {
        ["paper"] = (Base, new() { Loss = Loss }, 0.01),
        ["report"] = (
            Base with
            {
                GlimpseForm = GlimpseForm.Concatenated,
                LocationHidden = 5,
                SquashMean = false,
                FirstLocation = FirstLocation.Centre,
            },
            new()
            {
                Loss = Loss with
                {
                    LocationTerm = LocationTerm.Report,
                    Reduction = GlimpseReduction.Mean,
                    SubtractBaseline = false,
                    LocationReachesCore = true,
                },
                Optimiser = Sgd,
            }, 0.05),
        ["learned_start"] = (
            Base with { Core = CoreKind.Lstm, LocationHidden = 5, FirstLocation = FirstLocation.Learned },
            new()
            {
                Loss = Loss with { LocationTerm = LocationTerm.Bare, LocationReachesCore = true, BaselineReachesCore = true },
                Optimiser = new() { Kind = OptimiserKind.AdamW, WeightDecay = 0.1 },
            }, 0.01),
        ["batch_norm"] = (
            Base with { BatchNorm = true, SquashMean = false, Channels = 2 },
            new()
            {
                Loss = Loss with { Reduction = GlimpseReduction.Mean, BaselineReachesCore = true },
                Optimiser = Sgd with { Nesterov = true, WeightDecay = 0.01, ClipNorm = 0.5 },
            }, 0.05),
        ["colour"] = (
            Base with
            {
                Sensor = new() { PatchSide = 3, Scales = 2, ScaleFactor = 3, Reach = 0.7 },
                Core = CoreKind.Lstm,
                Channels = 3,
                LocationHidden = 5,
                SquashMean = false,
                FirstLocation = FirstLocation.Learned,
            },
            new()
            {
                Loss = Loss with { Reduction = GlimpseReduction.Mean, LocationReachesCore = true },
                Optimiser = new() { WeightDecay = 0.05 },
            }, 0.01),
        ["batch_norm_joined"] = (
            Base with { GlimpseForm = GlimpseForm.Concatenated, BatchNorm = true, FirstLocation = FirstLocation.Centre },
            new()
            {
                Loss = Loss with { LocationTerm = LocationTerm.Bare, SubtractBaseline = false, BaselineReachesCore = true },
                Optimiser = Sgd with { Momentum = 0 },
            }, 0.05),
        ["one_scale"] = (
            Base with { Sensor = new() { PatchSide = 5, Scales = 1 }, LocationHidden = 5, FirstLocation = FirstLocation.Centre },
            new()
            {
                Loss = Loss with { LocationTerm = LocationTerm.Report, LocationReachesCore = true },
                Optimiser = new() { ClipNorm = 0.3 },
            }, 0.01),
        ["three_rollouts"] = (
            Base with
            {
                Sensor = new() { PatchSide = 2, Scales = 3 },
                GlimpseForm = GlimpseForm.Concatenated,
                Core = CoreKind.Lstm,
                SquashMean = false,
            },
            new()
            {
                Loss = Loss with { LocationTerm = LocationTerm.Bare, Reduction = GlimpseReduction.Mean, BaselineReachesCore = true },
                Optimiser = Sgd with { Nesterov = true },
            }, 0.1),
        ["lambda_0"] = (
            Base with { LocationHidden = 5, Glimpses = 5 },
            new()
            {
                Loss = Loss with
                {
                    Reward = RewardKind.Probability,
                    Lambda = 0,
                    LocationReachesCore = true,
                    BaselineReachesCore = true,
                },
                Optimiser = new() { Kind = OptimiserKind.AdamW, WeightDecay = 0.05, ClipNorm = 0.2 },
            }, 0.01),
        ["lambda_0_4"] = (
            Base with { Core = CoreKind.Lstm, FirstLocation = FirstLocation.Centre, Glimpses = 5 },
            new()
            {
                Loss = Loss with
                {
                    RewardAt = LossSteps.Every,
                    ActionAt = LossSteps.Every,
                    Lambda = 0.4,
                    LocationReachesCore = true,
                },
                Optimiser = Sgd with { ClipNorm = 0.1 },
            }, 0.2),
        ["lambda_1"] = (
            Base with { GlimpseForm = GlimpseForm.Concatenated, SquashMean = false, FirstLocation = FirstLocation.Learned },
            new()
            {
                Loss = Loss with
                {
                    Reward = RewardKind.Probability,
                    RewardAt = LossSteps.Every,
                    Reduction = GlimpseReduction.Mean,
                    BaselineReachesCore = true,
                },
                Optimiser = Sgd with { Momentum = 0, ClipNorm = 0.1 },
            }, 0.5),
        ["lambda_0_4_last"] = (
            Base with { LocationHidden = 5, Glimpses = 6 },
            new()
            {
                Loss = Loss with { ActionAt = LossSteps.Every, Lambda = 0.4, SubtractBaseline = false },
                Optimiser = new() { ClipNorm = 0.1 },
            }, 0.01),
        ["dram"] = (
            Base with
            {
                Sensor = new() { PatchSide = 6, Scales = 2 },
                Convolution = Layers,
                GlimpseForm = GlimpseForm.Multiplied,
                CoreLayers = 2,
                Context = new() { Side = 5, Units = 6 },
                FirstLocation = FirstLocation.Learned,
                LocationHidden = 5,
            },
            new() { Loss = Loss with { LocationReachesCore = true, BaselineReachesCore = true } }, 0.01),
        ["dram_lstm"] = (
            Base with
            {
                Sensor = new() { PatchSide = 6, Scales = 2 },
                Channels = 2,
                Convolution = Layers,
                ConvolveScalesApart = true,
                Core = CoreKind.Lstm,
                CoreLayers = 2,
                Context = new() { Side = 6, Units = 6, Convolution = new() { Filters = [2], Pools = [2] } },
                FirstLocation = FirstLocation.Learned,
            },
            new()
            {
                Loss = Loss with { LocationReachesCore = true, LabelSmoothing = 0.1 },
                Optimiser = Sgd with { ClipNorm = 0.5 },
            }, 0.2),
        ["pictures"] = (
            Base with
            {
                Sensor = new() { PatchSide = 6, Scales = 2 },
                Convolution = Layers,
                ConvolveScalesApart = true,
                ConvolutionPooling = GlobalPooling.MaximumAndPlace,
                Context = new() { Side = 7, Units = 6, Convolution = Layers, Pooling = GlobalPooling.MaximumAndPlace },
                FirstLocation = FirstLocation.Learned,
                LocationHidden = 5,
            },
            new()
            {
                Rollouts = 3,
                Loss = Loss with
                {
                    ActionAt = LossSteps.Every,
                    Reward = RewardKind.Progress,
                    LeaveOneOut = true,
                    LocationReachesCore = true,
                },
                Optimiser = new() { Kind = OptimiserKind.AdamW, WeightDecay = 0.05 },
            }, 0.01),
        ["saliency"] = (
            Base with
            {
                LocationForm = LocationForm.Saliency,
                Context = new() { Side = 12, Units = 0, Convolution = new() { Filters = [3, 4], Pools = [1, 2] } },
                FirstLocation = FirstLocation.Learned,
                Glimpses = 5,
            },
            new() { Rollouts = 2, Loss = Loss with { LocationReachesCore = true }, Optimiser = Sgd with { ClipNorm = 0.5 } }, 0.2),
        ["pooled"] = (
            Base with
            {
                Sensor = new() { PatchSide = 6, Scales = 2 },
                Convolution = Layers,
                ConvolutionPooling = GlobalPooling.Maximum,
                GlimpseForm = GlimpseForm.Concatenated,
                Context = new() { Side = 6, Units = 6, Convolution = new() { Filters = [4], Pools = [2] }, Pooling = GlobalPooling.Mean },
            },
            new()
            {
                Loss = Loss with { LocationReachesCore = true, Reward = RewardKind.Progress, SubtractBaseline = false },
            }, 0.01),
    };

    private readonly TensorFile _file;

    public PyTorchFixture(string name)
    {
        _file = TensorFile.Read(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".safetensors"));
        (Model, Training, FirstRate) = Cases[name];
        NamedTensor images = Find("images");
        Batch = new(images.Shape[0], new(images.Shape[1], images.Shape[2], images.Shape[3])) { Count = images.Shape[0] };
        images.Values.Select(pixel => (byte)pixel).ToArray().CopyTo(Batch.Pixels);
        Values("labels").Select(label => (int)label).ToArray().CopyTo(Batch.Labels);
        Noise = new(Values("starts"), Values("steps"));
    }

    public static IEnumerable<string> Names => Cases.Keys;

    public ModelOptions Model { get; }

    public TrainingOptions Training { get; }

    /// <summary>The learning rate of the first of the ten steps; it falls evenly to 55% in the last.</summary>
    public double FirstRate { get; }

    public ImageBatch Batch { get; }

    public RolloutNoise Noise { get; }

    public float[] Values(string name) => Find(name).Values;

    /// <summary>The tensors under a heading, such as weights/, by the names that the model gives them.</summary>
    public IReadOnlyList<NamedTensor> Under(string heading) =>
        [
            .. _file.Tensors.Where(t => t.Name.StartsWith(heading, StringComparison.Ordinal))
                .Select(t => t with { Name = t.Name[heading.Length..] }),
        ];

    private NamedTensor Find(string name) => _file.Tensors.Single(t => t.Name == name);
}
