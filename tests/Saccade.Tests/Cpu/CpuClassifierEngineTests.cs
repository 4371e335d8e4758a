using CsCheck;
using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Experiments.Engines;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Cpu;

/// <summary>Baseline classifiers on the CPU engine against the Torch engine.</summary>
[Collection(TorchTests.Name)]
public sealed class CpuClassifierEngineTests
{
    private const int Classes = 4;
    private static readonly RandomKey Key = RandomKey.FromSeed(11);

    private static readonly TrainingOptions Plain = new();

    // A rate of 1 and nothing but the gradient: the step is the gradient.
    private static readonly TrainingOptions Slope = new() { Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };

    [Fact]
    public void Answers_losses_and_gradients_of_fully_connected_nets_are_those_of_the_reference() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 2], Gen.Int[1, 40], Gen.Int[1, 7], Gen.Int[0, 255], Gen.Int[1, 3]).Sample(
            (height, width, channels, units, images, dark, threads) =>
                AssertSameAsReference(Net(ModelKind.FullyConnected, channels, height, width, units), images, dark, threads),
            iter: 60, threads: 1);

    [Fact]
    public void Answers_losses_and_gradients_of_convolutional_nets_are_those_of_the_reference() =>
        Gen.Select(
            Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[1, 2]), Gen.Select(Gen.Int[1, 20], Gen.Int[1, 5], Gen.Int[1, 4]),
            Gen.Select(Gen.Int[0, 20], Gen.Int[1, 7], Gen.Int[0, 255], Gen.Int[1, 3])).Sample(
            (image, filter, rest) =>
            {
                (int height, int width, int channels) = image;
                (int filters, int side, int stride) = filter;
                (int units, int images, int dark, int threads) = rest;
                ModelOptions net = Net(ModelKind.Convolutional, channels, height, width, units);
                int fitting = Math.Min(side, Math.Min(height, width));
                ClassifierOptions sizes = net.Classifier with { Filters = filters, FilterSide = fitting, Stride = stride };
                AssertSameAsReference(net with { Classifier = sizes }, images, dark, threads);
            },
            iter: 100, threads: 1);

    [Theory]
    [InlineData(ModelKind.FullyConnected)]
    [InlineData(ModelKind.Convolutional)]
    public void A_hundred_steps_agree_with_the_reference(ModelKind kind)
    {
        ModelOptions net = Net(kind, 1, 14, 11, 9);
        using CpuEngine fast = new(net, new(), Key, threads: 2);
        using TorchEngine reference = TorchReference.Engine(net, new(), Key);
        for (int step = 0; step < 100; step++)
        {
            ImageBatch batch = Darkened(step, 6, net, dark: 150);
            StepReport expected = reference.Step(Plain, batch, Noise(6), 1e-3), actual = fast.Step(Plain, batch, Noise(6), 1e-3);
            Assert.Equal(expected.Loss.Total, actual.Loss.Total, 1e-3);
        }
        AssertNear(reference.SaveWeights(), fast.SaveWeights(), 1e-3);
    }

    [Fact]
    public void The_state_of_an_optimiser_decays_to_zero_and_never_to_subnormal_numbers()
    {
        ModelOptions net = Net(ModelKind.FullyConnected, 1, 6, 6, 9);
        OptimiserOptions[] optimisers = [new() { Beta1 = 0.5, Beta2 = 0.5 }, new() { Kind = OptimiserKind.Sgd, Momentum = 0.5 }];
        foreach (OptimiserOptions optimiser in optimisers)
        {
            TrainingOptions training = new() { Optimiser = optimiser };
            using CpuEngine fast = new(net, training, Key, threads: 1);
            fast.Step(training, Darkened(1, 6, net, dark: 0), Noise(6), 1e-3);
            // Black images: the weights of pixels have no gradient any more, and 0.5 to the power of 140 is subnormal.
            for (int step = 0; step < 140; step++)
            {
                fast.Step(training, Darkened(1, 6, net, dark: 255), Noise(6), 1e-3);
            }
            IReadOnlyList<NamedTensor> memory = fast.SaveOptimiser();
            Assert.DoesNotContain(memory.SelectMany(tensor => tensor.Values), float.IsSubnormal);
            Assert.All(memory.Where(tensor => tensor.Name.EndsWith("first.weight", StringComparison.Ordinal)), tensor => Assert.All(
                tensor.Values, value => Assert.Equal(0, value)));
        }
    }

    [Theory]
    [InlineData(ModelKind.FullyConnected)]
    [InlineData(ModelKind.Convolutional)]
    public void Weights_and_optimiser_state_go_from_one_engine_to_the_other(ModelKind kind)
    {
        ModelOptions net = Net(kind, 2, 14, 11, 9);
        using CpuEngine fast = new(net, new(), Key, threads: 2);
        using TorchEngine reference = TorchReference.Engine(net, new(), RandomKey.FromSeed(2));
        fast.Step(Plain, Darkened(0, 6, net, 100), Noise(6), 1e-3);
        reference.LoadWeights(fast.SaveWeights());
        reference.LoadOptimiser(fast.SaveOptimiser());
        ImageBatch next = Darkened(1, 6, net, 100);
        reference.Step(Plain, next, Noise(6), 1e-3);
        fast.Step(Plain, next, Noise(6), 1e-3);
        AssertNear(reference.SaveWeights(), fast.SaveWeights(), 1e-5);
        AssertNear(reference.SaveOptimiser(), fast.SaveOptimiser(), 1e-5);
    }

    [Theory]
    [InlineData(ModelKind.FullyConnected)]
    [InlineData(ModelKind.Convolutional)]
    public void The_same_threads_give_the_same_bits_and_any_batch_the_same_answers(ModelKind kind)
    {
        ModelOptions net = Net(kind, 1, 14, 11, 9);
        using CpuEngine one = Trained(), other = Trained();
        Assert.Equal(one.SaveWeights().SelectMany(w => w.Values), other.SaveWeights().SelectMany(w => w.Values));
        const int Images = 131; // more than a micro-batch for each of two threads
        ImageBatch all = Darkened(9, Images, net, 150);
        IEnumerable<float> each = Enumerable.Range(0, Images).SelectMany(
            image => one.Forward(Synthetic.Only(all, image), Noise(1)).Probabilities);
        Assert.Equal(one.Forward(all, Noise(Images)).Probabilities, each);

        CpuEngine Trained()
        {
            CpuEngine engine = new(net, new(), Key, threads: 2);
            for (int step = 0; step < 5; step++)
            {
                engine.Step(Plain, Darkened(step, 6, net, 150), Noise(6), 1e-2);
            }
            return engine;
        }
    }

    [Fact]
    public void It_is_the_default_engine_on_the_processor()
    {
        ModelOptions net = Net(ModelKind.FullyConnected, 1, 14, 11, 9);
        Assert.Equal((EngineKind.Cpu, EngineKind.Torch), (EngineFactory.KindFor(net), EngineFactory.KindFor(net, ComputeDevice.Cuda)));
        using IEngine made = EngineFactory.Create(net, new(), Key, 1);
        using IEngine read = EngineFactory.Load(new(net, made.SaveWeights(), new Dictionary<string, string>()), 1);
        Assert.IsType<CpuEngine>(made);
        Assert.IsType<CpuEngine>(read);
        Assert.Throws<OptionException>(() => new CpuEngine(net, new(), Key, 0));
    }

    [Fact]
    public void A_disposed_engine_says_so()
    {
        ModelOptions net = Net(ModelKind.FullyConnected, 1, 14, 11, 9);
        CpuEngine engine = new(net, new(), Key, threads: 2);
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => engine.SaveWeights());
        Assert.Throws<ObjectDisposedException>(() => engine.Step(Plain, Darkened(0, 2, net, 0), Noise(2), 0.01));
    }

    private static void AssertSameAsReference(ModelOptions net, int images, int dark, int threads)
    {
        using TorchEngine reference = TorchReference.Engine(net, Slope, Key);
        using CpuEngine fast = new(net, Slope, Key, threads);
        AssertNear(reference.SaveWeights(), fast.SaveWeights(), 0);
        // A smaller batch comes first: what it leaves behind must not matter.
        fast.Forward(Darkened(8, 1, net, dark: 0), Noise(1));
        ImageBatch batch = Darkened(3, images, net, dark);
        Assert.Equal(reference.Forward(
            batch, Noise(images)).Probabilities, fast.Forward(batch, Noise(images)).Probabilities, (a, b) => Math.Abs(a - b) < 1e-5);
        foreach ((GradientNorm expected, GradientNorm actual) in reference.MeasureGradients(Slope, batch, Noise(images)).Zip(
            fast.MeasureGradients(Slope, batch, Noise(images))))
        {
            Assert.Equal((expected.Network, expected.Term), (actual.Network, actual.Term));
            Assert.Equal(expected.Norm, actual.Norm, 1e-4 * (1 + expected.Norm));
        }
        StepReport report = reference.Step(Slope, batch, Noise(images), 1), found = fast.Step(Slope, batch, Noise(images), 1);
        Assert.Equal(report.Loss.Total, found.Loss.Total, 1e-5);
        Assert.Equal(report.Reward, found.Reward, 1e-6);
        AssertNear(reference.SaveWeights(), fast.SaveWeights(), 1e-4);
    }

    private static void AssertNear(IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> actual, double tolerance)
    {
        Assert.Equal(expected.Select(t => t.Name).Order(), actual.Select(t => t.Name).Order());
        foreach (NamedTensor tensor in expected)
        {
            NamedTensor found = actual.Single(t => t.Name == tensor.Name);
            Assert.Equal(tensor.Shape, found.Shape);
            Assert.Equal(tensor.Values, found.Values, (a, b) => Math.Abs(a - b) <= tolerance);
        }
    }

    private static ModelOptions Net(ModelKind kind, int channels, int height, int width, int units) => new()
    {
        Kind = kind,
        Channels = channels,
        Classes = Classes,
        Classifier = new()
        {
            FrameHeight = height,
            FrameWidth = width,
            Units = units,
            Filters = 3,
            FilterSide = 4,
            Stride = 3,
            Activation = (Activation)(units % 2),
        },
    };

    /// <summary>Images of noise in which all that is not brighter than <paramref name="dark"/> is black.</summary>
    private static ImageBatch Darkened(long seed, int images, ModelOptions net, int dark)
    {
        ImageBatch batch = Synthetic.Batch(seed, images, net.Classifier.ImageSize(net.Channels), Classes);
        foreach (ref byte pixel in batch.Pixels.Span)
        {
            pixel = pixel > dark ? pixel : (byte)0;
        }
        return batch;
    }

    private static RolloutNoise Noise(int images) => RolloutNoise.Draw(Key, 0, images, 1, PolicyMode.Mean);
}
