using CsCheck;
using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Cpu.Networks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Cpu;

/// <summary>The convolutional baseline for images of any size.</summary>
[Collection(TorchTests.Name)]
public sealed class CnnTests
{
    private const int Classes = 4;
    private static readonly RandomKey Key = RandomKey.FromSeed(11);
    private static readonly GlobalPooling[] s_poolings = [GlobalPooling.Maximum, GlobalPooling.Mean, GlobalPooling.MaximumAndPlace];

    // A rate of 1 and nothing but the gradient: the step is the gradient.
    private static readonly TrainingOptions Slope = new() { Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };

    [Fact]
    public void Answers_losses_and_gradients_are_those_of_the_other_engine_for_images_of_any_size() =>
        Gen.Select(
            Gen.Select(Gen.Int[1, 35], Gen.Int[1, 3], Gen.Int[0, 2].Select(i => s_poolings[i])),
            Gen.Select(Gen.Int[0, 2], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[1, 3]),
            Gen.Select(Gen.Int[8, 40], Gen.Int[8, 40], Gen.Int[1, 5]), Gen.Int[1, 3]).Sample(
            (layers, filters, image, threads) =>
            {
                ConvolutionOptions stack = new()
                {
                    Filters = [layers.Item1, 3],
                    FilterSides = [2 * filters.Item1 + 1, 3],
                    Strides = [filters.Item3, 1],
                    Pools = [filters.Item2, filters.Item4],
                };
                ModelOptions model = Net(stack, layers.Item2, layers.Item3);
                ImageSize[] sizes =
                    [.. Enumerable.Range(0, image.Item3).Select(i => new ImageSize(layers.Item2, image.Item1 + 3 * i, image.Item2 + i))];
                if (!sizes.All(size => stack.Takes(size)))
                {
                    return;
                }
                IEpisodes batch = MixedImages.Noise(threads, sizes);
                using TorchEngine reference = TorchReference.Engine(model, Slope, Key);
                using CpuEngine fast = new(model, Slope, Key, threads);
                Near(reference.SaveWeights(), fast.SaveWeights(), 0);
                Assert.Equal(
                    reference.Forward(batch, Noise(sizes.Length)).Probabilities, fast.Forward(batch, Noise(sizes.Length)).Probabilities,
                    (a, b) => Math.Abs(a - b) < 1e-5);
                StepReport expected = reference.Step(Slope, batch, Noise(sizes.Length), 1);
                StepReport actual = fast.Step(Slope, batch, Noise(sizes.Length), 1);
                Assert.Equal(expected.Loss.Total, actual.Loss.Total, 1e-5);
                Assert.Equal(expected.Reward, actual.Reward, 1e-6);
                Near(reference.SaveWeights(), fast.SaveWeights(), 1e-4);
            },
            iter: 40, threads: 1);

    [Theory]
    [InlineData(GlobalPooling.Maximum)]
    [InlineData(GlobalPooling.Mean)]
    [InlineData(GlobalPooling.MaximumAndPlace)]
    public void Its_gradient_is_that_of_plain_loops_in_double_precision(GlobalPooling pooling)
    {
        ModelOptions model = Net(new() { Filters = [5, 34], Pools = [2, 1], Strides = [1, 2] }, channels: 2, pooling);
        NetworkPlan plan = NetworkPlan.Create(model with { Classifier = model.Classifier with { FrameWidth = 11, FrameHeight = 9 } });
        ImageBatch batch = Synthetic.Batch(4, 1, new(2, 9, 11), Classes);
        using CpuEngine engine = new(model, Slope, Key, threads: 1);
        NaiveConvolutionLayer[] layers = [.. plan.Layers.SkipLast(1).Select(layer => new NaiveConvolutionLayer(layer, Key))];
        double[] map = layers.Aggregate([.. batch.Pixels.ToArray().Select(pixel => pixel / 255.0)],
            (double[] image, NaiveConvolutionLayer layer) => layer.Forward(0, image));
        double[][] ofFilters = [.. map.Chunk(map.Length / 34)];
        int[] winners = [.. ofFilters.Select(values => Array.IndexOf(values, values.Max()))];
        int columns = plan.Layer("conv2").Convolution!.OutputColumns, rows = map.Length / 34 / columns;
        double X(int filter) => (2.0 * (winners[filter] % columns) + 1) / columns - 1;
        double Y(int filter) => (2.0 * (winners[filter] / columns) + 1) / rows - 1;
        double[] most = [.. ofFilters.Select(values => pooling == GlobalPooling.Mean ? values.Average() : values.Max())];
        double[] pooled = pooling != GlobalPooling.MaximumAndPlace
            ? most : [.. most, .. most.Select((m, filter) => m * X(filter)), .. most.Select((m, filter) => m * Y(filter))];
        LayerPlan scores = plan.Layer("scores");
        float[] weights = scores.InitialValues(scores.Tensors().First(), Key), biases = scores.InitialValues(scores.Tensors().Last(), Key);
        double[] powers = [.. NaiveConvolution.Linear(pooled, weights, biases).Select(Math.Exp)];
        double[] change = [.. powers.Select((power, k) => power / powers.Sum() - (k == batch.Labels[0] ? 1 : 0))];
        double[] mapChange = [.. ofFilters.SelectMany((values, filter) =>
        {
            double Of(int value) => change.Select((c, k) => c * weights[k * pooled.Length + value]).Sum();
            double ofMost = pooling != GlobalPooling.MaximumAndPlace
                ? Of(filter) : Of(filter) + X(filter) * Of(34 + filter) + Y(filter) * Of(68 + filter);
            return values.Select((_, place) =>
                pooling == GlobalPooling.Mean ? ofMost / values.Length : place == winners[filter] ? ofMost : 0);
        })];
        _ = layers.Reverse().Aggregate(mapChange, (gradient, layer) => layer.Backward(0, gradient));
        IReadOnlyList<NamedTensor> before = engine.SaveWeights();
        engine.Step(Slope, batch, Noise(1), 1);
        IReadOnlyList<NamedTensor> after = engine.SaveWeights();
        foreach (NaiveConvolutionLayer layer in layers)
        {
            AssertChange(layer.Name + ".weight", layer.WeightGradient);
            AssertChange(layer.Name + ".bias", layer.BiasGradient);
        }
        AssertChange("scores.bias", change);

        void AssertChange(string name, double[] gradient)
        {
            float[] old = before.Single(tensor => tensor.Name == name).Values, next = after.Single(tensor => tensor.Name == name).Values;
            Assert.All(gradient.Select((slope, i) => (slope, old[i] - next[i])), pair => Assert.Equal(pair.slope, pair.Item2, 1e-5));
        }
    }

    [Fact]
    public void The_same_threads_give_the_same_bits_and_any_batch_the_same_answers()
    {
        ModelOptions model = Net(new() { Filters = [8, 16], Pools = [2] }, 1, GlobalPooling.Maximum);
        ImageBatch all = Synthetic.Batch(9, 37, new(1, 14, 11), Classes);
        using CpuEngine one = Trained(), other = Trained();
        Assert.Equal(one.SaveWeights().SelectMany(w => w.Values), other.SaveWeights().SelectMany(w => w.Values));
        IEnumerable<float> each = Enumerable.Range(0, all.Count).SelectMany(
            image => one.Forward(Synthetic.Only(all, image), Noise(1)).Probabilities);
        Assert.Equal(one.Forward(all, Noise(all.Count)).Probabilities, each);

        CpuEngine Trained()
        {
            CpuEngine engine = new(model, new(), Key, threads: 3);
            for (int step = 0; step < 5; step++)
            {
                engine.Step(new(), all, Noise(all.Count), 1e-2);
            }
            return engine;
        }
    }

    [Fact]
    public void An_image_that_is_too_small_is_refused()
    {
        ModelOptions model = Net(new() { Filters = [8, 8, 8], Pools = [2] }, 1, GlobalPooling.Maximum);
        using CpuEngine engine = new(model, new(), Key, threads: 1);
        SaccadeException refused = Assert.Throws<SaccadeException>(
            () => engine.Forward(MixedImages.Noise(1, new(1, 8, 8), new(1, 7, 90)), Noise(2)));
        Assert.Equal((ErrorKind.OutOfRange, (object)new ImageSize(1, 7, 90)), (refused.Error.Kind, refused.Error.Value!));
        Assert.Equal("model.classifier.convolution.filters", Assert.Throws<OptionException>(
            () => Net(new(), 1, GlobalPooling.Maximum).Check()).Error.Key);
    }

    private static ModelOptions Net(ConvolutionOptions stack, int channels, GlobalPooling pooling) => new()
    {
        Kind = ModelKind.Cnn,
        Channels = channels,
        Classes = Classes,
        Classifier = new() { FrameWidth = 40, FrameHeight = 40, Convolution = stack, Pooling = pooling },
    };

    private static RolloutNoise Noise(int images) => RolloutNoise.Draw(Key, 0, images, 1, PolicyMode.Mean);

    private static void Near(IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> actual, double tolerance)
    {
        foreach (NamedTensor tensor in expected)
        {
            Assert.Equal(
                tensor.Values, NamedTensors.Find(actual, tensor.Name, tensor.Shape).Values, (a, b) => Math.Abs(a - b) <= tolerance);
        }
    }
}
