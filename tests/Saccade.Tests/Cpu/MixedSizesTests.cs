using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Sensing;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Cpu;

/// <summary>Batches whose images differ in size: each is seen as it is alone.</summary>
[Collection(TorchTests.Name)]
public sealed class MixedSizesTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5);
    private static readonly ImageSize[] Sizes = [new(2, 14, 11), new(2, 5, 40), new(2, 33, 7), new(2, 14, 11), new(2, 1, 1)];

    public static TheoryData<ModelOptions> Models =>
    [
        Synthetic.Tiny with { Channels = 2 },
        Synthetic.Tiny with { Channels = 2, Sensor = new() { PatchSide = 4, Scales = 3, Reach = 0.7 } },
        Synthetic.Tiny with { Channels = 2, CoreLayers = 2, Context = new() { Side = 4, Units = 3 } },
        Synthetic.Tiny with
        {
            Channels = 2,
            LocationForm = LocationForm.Saliency,
            Context = new() { Side = 12, Units = 0, Convolution = new() { Filters = [4], Pools = [2] } },
        },
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void An_image_has_the_outputs_that_it_has_in_a_set_of_its_own_size(ModelOptions model)
    {
        IEpisodes mixed = MixedImages.Noise(1, Sizes);
        using CpuEngine engine = new(model, new(), Key, threads: 2);
        RolloutBatch all = engine.Forward(mixed, Noise(0, Sizes.Length));
        for (int i = 0; i < Sizes.Length; i++)
        {
            RolloutBatch one = engine.Forward(MixedImages.Only(mixed, i), Noise(i, 1));
            Assert.Equal(one.Locations, Rows(all.Locations, i, 2));
            Assert.Equal(one.Probabilities, Rows(all.Probabilities, i, model.Classes));
            Assert.Equal(one.Values, Rows(all.Values, i, 1));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Both_engines_agree(ModelOptions model)
    {
        LossOptions loss = new() { LocationWeight = 0.5 };
        TrainingOptions training = new() { Loss = loss, Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        IEpisodes mixed = MixedImages.Noise(1, Sizes);
        RolloutNoise noise = Noise(0, 2 * Sizes.Length);
        using TorchEngine reference = TorchReference.Engine(model, training, Key);
        using CpuEngine fast = new(model, training, Key, threads: 2);
        Assert.Equal(reference.Step(training, mixed, noise, 1).Loss.Total, fast.Step(training, mixed, noise, 1).Loss.Total, 1e-3);
        IReadOnlyList<NamedTensor> weights = fast.SaveWeights();
        foreach (NamedTensor expected in reference.SaveWeights())
        {
            NamedTensor actual = NamedTensors.Find(weights, expected.Name, expected.Shape);
            Assert.All(expected.Values.Zip(actual.Values), pair => Assert.Equal(pair.First, pair.Second, 2e-4));
        }
    }

    [Fact]
    public void A_trace_has_the_size_of_its_image()
    {
        using CpuEngine engine = new(Synthetic.Tiny with { Channels = 2 }, new(), Key, threads: 1);
        IEpisodes mixed = MixedImages.Noise(1, Sizes);
        IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(engine, mixed, Noise(0, Sizes.Length));
        Assert.Equal(Sizes, traces.Select(trace => trace.Size));
        for (int i = 0; i < Sizes.Length; i++)
        {
            GlimpseSensor sensor = new(engine.Model.Sensor, Sizes[i]);
            float[] seen = new float[sensor.GlimpseSize];
            byte[] image = new byte[Sizes[i].Pixels];
            mixed.Render(i, image);
            Assert.Equal(image, traces[i].Frames.Single());
            sensor.Sense(image, traces[i].Locations[0], traces[i].Locations[1], seen);
            Assert.Equal(seen, traces[i].Retinas[..seen.Length]);
        }
    }

    [Fact]
    public void A_batch_of_several_sizes_is_no_array()
    {
        ImageBatch mixed = Assert.IsType<ImageBatch>(MixedImages.Noise(1, Sizes));
        Assert.Equal(new(2, 33, 40), mixed.Size);
        Assert.Equal(2 * 5 * 40, mixed.Image(1).Length);
        Assert.Throws<InvalidOperationException>(() => mixed.Pixels);
    }

    [Fact]
    public void An_image_with_other_channels_is_refused()
    {
        using CpuEngine engine = new(Synthetic.Tiny with { Channels = 2 }, new(), Key, threads: 1);
        IEpisodes wrong = MixedImages.Noise(1, Sizes[0], new(1, 9, 9));
        Assert.Throws<ArgumentException>(() => engine.Forward(wrong, Noise(0, 2)));
    }

    [Fact]
    public void A_baseline_classifier_of_one_size_refuses_an_image_of_another()
    {
        ModelOptions model = new()
        {
            Kind = ModelKind.FullyConnected,
            Channels = 2,
            Classes = 4,
            Classifier = new() { FrameWidth = 11, FrameHeight = 14 },
        };
        using CpuEngine engine = new(model, new(), Key, threads: 1);
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, 2, 1, PolicyMode.Mean);
        SaccadeException refused = Assert.Throws<SaccadeException>(() => engine.Forward(MixedImages.Noise(1, Sizes[0], Sizes[1]), noise));
        Assert.Equal((ErrorKind.Mismatch, (object)Sizes[1]), (refused.Error.Kind, refused.Error.Value!));
    }

    private static RolloutNoise Noise(int first, int rows) => RolloutNoise.Draw(Key, first, rows, Synthetic.Tiny.Glimpses, PolicyMode.Mean);

    /// <summary>The rows of one rollout at all glimpses.</summary>
    private static float[] Rows(float[] values, int rollout, int columns) =>
        [.. values.Chunk(columns).Where((_, row) => row % Sizes.Length == rollout).SelectMany(row => row)];
}
