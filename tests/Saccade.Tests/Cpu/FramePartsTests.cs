using Saccade.Cpu;
using Saccade.Data.Backgrounds;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Cpu;

/// <summary>Frames that are composed while the sensor reads them give the bits of frames that are composed before.</summary>
public sealed class FramePartsTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(6);
    private static readonly ImageSize Side = new(1, 8, 8);

    public static TheoryData<ModelOptions> Models =>
    [
        Synthetic.Tiny,
        Synthetic.Tiny with { Sensor = new() { PatchSide = 4, Scales = 3 } },
        Synthetic.Tiny with { CoreLayers = 2, Context = new() { Side = 4, Units = 3 } },
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Outputs_and_a_step_have_the_same_bits(ModelOptions model)
    {
        BackgroundFrames frames = Frames();
        TrainingOptions training = new() { Loss = new() { LocationWeight = 0.5 } };
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, frames.Labels.Count, model.Glimpses, PolicyMode.Sample);
        using CpuEngine parts = new(model, training, Key, threads: 2), whole = new(model, training, Key, threads: 2);

        Assert.Equal(
            whole.Forward(MixedImages.Batch(new Whole(frames)), noise).Probabilities,
            parts.Forward(MixedImages.Batch(frames), noise).Probabilities);
        RolloutNoise several = RolloutNoise.Draw(Key, 0, 3 * frames.Labels.Count, model.Glimpses, PolicyMode.Sample);
        whole.Step(training, MixedImages.Batch(new Whole(frames)), several, 1);
        parts.Step(training, MixedImages.Batch(frames), several, 1);

        Assert.All(whole.SaveWeights().Zip(parts.SaveWeights()), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 9)]
    public void Whole_frames_are_composed_only_for_a_context_network(int side, int expected)
    {
        Whole counted = new(Frames()) { ReadsParts = true };
        ModelOptions model = side > 0 ? Synthetic.Tiny with { CoreLayers = 2, Context = new() { Side = side, Units = 3 } } : Synthetic.Tiny;
        using CpuEngine engine = new(model, new(), Key, threads: 1);

        engine.Forward(MixedImages.Batch(counted), RolloutNoise.Draw(Key, 0, counted.Labels.Count, 3, PolicyMode.Sample));

        Assert.Equal(expected, counted.Reads);
    }

    private static BackgroundFrames Frames()
    {
        ImageBatch pictures = Synthetic.Batch(1, 9, Side, Synthetic.Tiny.Classes), background = Synthetic.Batch(2, 6, Side, 1);
        return new(
            new ImageSet(pictures.Pixels, new Labels(pictures.Labels.ToArray()), Side),
            new ImageSet(background.Pixels, new byte[6], Side),
            new() { Images = "a", BackgroundImages = "b", FrameWidth = 40, FrameHeight = 30 }, Key);
    }

    /// <summary>The same images, of which whole ones are counted.</summary>
    private sealed class Whole(IImageSource images) : IImageSource
    {
        private int _reads;

        public int Reads => _reads;

        public ImageSize Size => images.Size;

        public Labels Labels => images.Labels;

        public bool ReadsParts { get; init; }

        public void Read(int epoch, int index, Span<byte> pixels)
        {
            Interlocked.Increment(ref _reads);
            images.Read(epoch, index, pixels);
        }

        public void ReadPart(int epoch, int index, PatchBox box, Span<byte> pixels) => images.ReadPart(epoch, index, box, pixels);
    }
}
