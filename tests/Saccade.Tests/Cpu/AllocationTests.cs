using Saccade.Cpu;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Cpu;

/// <summary>What steps of the CPU engine allocate.</summary>
[Collection(TorchTests.Name)]
public sealed class AllocationTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(11);

    /// <summary>A core with panels for several workers.</summary>
    private static readonly ModelOptions s_attention = Synthetic.Tiny with { Hidden = 100, GlimpseFeatures = 70 };

    private static readonly ModelOptions s_convolutional = new()
    {
        Kind = ModelKind.Convolutional,
        Classes = 4,
        Classifier = new() { FrameHeight = 14, FrameWidth = 11, Units = 9, Filters = 3, FilterSide = 4, Stride = 3 },
    };

    // A group runs eight images, separate workers run three hundred in micro-batches.
    [Theory]
    [InlineData(ModelKind.Attention, 8)]
    [InlineData(ModelKind.Attention, 300)]
    [InlineData(ModelKind.Convolutional, 8)]
    public void Steps_allocate_nothing_but_their_report(ModelKind kind, int images)
    {
        ModelOptions model = kind == ModelKind.Attention ? s_attention : s_convolutional;
        using CpuEngine engine = new(model, new(), s_key, threads: 2);
        ImageBatch batch = kind == ModelKind.Attention ? Synthetic.TinyBatch(count: images)
            : Synthetic.Batch(0, images, model.Classifier.ImageSize(model.Channels), model.Classes);
        RolloutNoise noise = kind == ModelKind.Attention ? Synthetic.TinyNoise(rows: images)
            : RolloutNoise.Draw(s_key, 0, images, 1, PolicyMode.Mean);
        // Dark pixels are left out of convolutions.
        foreach (ref byte pixel in batch.Pixels.Span)
        {
            pixel = pixel > 100 ? pixel : (byte)0;
        }
        TrainingStep step = new(engine, new(), null);
        step.Update(engine.Backward(batch, noise, step.Weights), 0.01);
        // Other threads of the test program allocate now and then; what a step allocates, it does in every round.
        long least = Enumerable.Range(0, 5).Min(_ => OfRound());
        // A report takes 80 bytes; the rest is the runtime's own.
        Assert.InRange(least, 0, 100 * 256);

        long OfRound()
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 100; i++)
            {
                step.Update(engine.Backward(batch, noise, step.Weights), 0.01);
            }
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }
}
