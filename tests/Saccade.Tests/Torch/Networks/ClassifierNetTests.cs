using CsCheck;
using Saccade.Errors;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Networks;

[Collection(TorchTests.Name)]
public sealed class ClassifierNetTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3);

    [Fact]
    public void Fully_connected_net_rectifies_two_layers_and_then_scores()
    {
        using DisposeScope scope = NewDisposeScope();
        using FullyConnectedNet net = new(Options(ModelKind.FullyConnected, height: 1, width: 2, units: 2) with { Classes = 2 }, Key);
        Synthetic.Set(net, "first.weight", 1, 2, -4, 1);
        Synthetic.Set(net, "first.bias", 0.5f, 0);
        Synthetic.Set(net, "second.weight", 1, 1, -1, 1);
        Synthetic.Set(net, "second.bias", 0, 1);
        Synthetic.Set(net, "scores.weight", 2, 5, -1, 0);
        Synthetic.Set(net, "scores.bias", 0, 0.25f);
        // (0.5 + 0.5 + 0.5, −2 + 0.25) → (1.5, 0); (1.5, −1.5 + 1) → (1.5, 0); (3, −1.5 + 0.25)
        Assert.Equal([3, -1.25f], Synthetic.Values(net.forward(tensor([0.5f, 0.25f], 1, 1, 1, 2))));
    }

    [Fact]
    public void Convolutional_net_is_its_naive_twin_for_every_shape() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[0, 3]).Sample((
            height, width, filters, channels, side, stride, units) =>
        {
            int fitting = Math.Min(side, Math.Min(height, width));
            using DisposeScope scope = NewDisposeScope();
            ModelOptions options = Options(ModelKind.Convolutional, height, width, units) with { Channels = channels, Classes = 3 };
            options = options with { Classifier = options.Classifier with { Filters = filters, FilterSide = fitting, Stride = stride } };
            using ConvolutionalNet net = new(options, Key);
            ImageBatch batch = Synthetic.Batch(7, 2, new(channels, height, width), 3);
            float[] actual = Synthetic.Values(net.forward(new Frames(batch).Tensors(CPU).Single().to_type(ScalarType.Float32) / 255));
            for (int image = 0; image < 2; image++)
            {
                double[] pixels = [.. batch.Image(image).ToArray().Select(p => p / 255.0)];
                double[] h = NaiveConvolution.Rectified(
                    pixels, channels, height, width, Weights(net, "filters.weight"), Weights(net, "filters.bias"), fitting, stride);
                Assert.Equal(options.Classifier.Features, h.Length);
                if (units > 0)
                {
                    h =
                    [
                        .. NaiveConvolution.Linear(h, Weights(net, "hidden.weight"), Weights(net, "hidden.bias"))
                            .Select(v => Math.Max(0, v)),
                    ];
                }
                double[] expected = NaiveConvolution.Linear(h, Weights(net, "scores.weight"), Weights(net, "scores.bias"));
                Assert.Equal(expected, actual[(3 * image)..(3 * image + 3)].Select(v => (double)v), (a, b) => Math.Abs(a - b) < 1e-5);
            }
        }, iter: 60, threads: 1);

    [Theory]
    [InlineData(ModelKind.FullyConnected, 4)]
    [InlineData(ModelKind.Convolutional, 4)]
    [InlineData(ModelKind.Convolutional, 0)]
    public void First_weights_come_from_the_key_within_their_bounds(ModelKind kind, int units)
    {
        ModelOptions options = Options(kind, 12, 15, units);
        using nn.Module net = Make(options, Key), same = Make(options, Key), other = Make(options, RandomKey.FromSeed(4));
        foreach ((string name, TorchSharp.Modules.Parameter weight) in net.named_parameters())
        {
            string layer = name[..name.IndexOf('.')];
            using DisposeScope scope = NewDisposeScope();
            double inputs = net.get_parameter(layer + ".weight")!.shape[1..].Aggregate((a, b) => a * b);
            float[] values = Synthetic.Values(weight);
            Assert.All(values, value => Assert.InRange(Math.Abs(value), 0, 1 / Math.Sqrt(inputs)));
            Assert.Equal(values, Weights(same, name));
            Assert.NotEqual(values, Weights(other, name));
        }
    }

    [Theory]
    [InlineData(ModelKind.FullyConnected, 4)]
    [InlineData(ModelKind.Convolutional, 4)]
    [InlineData(ModelKind.Convolutional, 0)]
    public void Costs_count_the_weights_that_there_are(ModelKind kind, int units)
    {
        ModelOptions options = Options(kind, 12, 15, units);
        using nn.Module net = Make(options, Key);
        Dictionary<string, long> weights = net.named_parameters().GroupBy(p => p.name[..p.name.IndexOf('.')])
            .ToDictionary(g => g.Key, g => g.Sum(p => p.parameter.numel()));
        Assert.Equal(weights, NetworkPlan.Create(options).Costs().ToDictionary(c => c.Network, c => c.Parameters));
    }

    [Fact]
    public void Costs_of_the_papers_nets_are_those_counted_by_hand()
    {
        ModelOptions fully = Options(ModelKind.FullyConnected, 60, 60, 64);
        Assert.Equal(
            [("first", "3600→64", 230_464, 460_800), ("second", "64→64", 4_160, 8_192), ("scores", "64→10", 650, 1_280)],
            NetworkPlan.Create(fully).Costs().Select(c => (c.Network, c.Layers, c.Parameters, c.FlopsPerUse)));
        ModelOptions convolutional = new() { Kind = ModelKind.Convolutional, Classifier = new() { FrameWidth = 60, FrameHeight = 28 } };
        // 11 × 4 places of 8 filters.
        Assert.Equal(
            [("filters", "1×10×10→8, stride 5", 808, 70_400), ("hidden", "352→256", 90_368, 180_224), ("scores", "256→10", 2_570, 5_120)],
            NetworkPlan.Create(convolutional).Costs().Select(c => (c.Network, c.Layers, c.Parameters, c.FlopsPerUse)));
    }

    public static TheoryData<ModelOptions, string, int, string?, string> Impossible => new()
    {
        { Options(ModelKind.FullyConnected, 28, 28, 0), "units", 0, "1 to 4096", "fully connected" },
        { Options(ModelKind.FullyConnected, 0, 28, 4), "frame_width", 28, null, "those of the images" },
        { Options(ModelKind.Convolutional, 28, 2, 4), "filter_side", 3, "1 to 2", "the shorter side of the images" },
        {
            Options(ModelKind.FullyConnected, 4096, 4096, 4096),
            "units",
            4096,
            null,
            "images of 4096×4096 make a layer of 68719476736 weights"
        },
        { Options(ModelKind.Convolutional, 4096, 4096, 4096), "units", 4096, null, "it may have up to 268435456" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Nets_that_cannot_be_made_are_refused(ModelOptions options, string option, int value, string? allowed, string detail)
    {
        ErrorData error = Assert.Throws<OptionException>(() => TorchReference.Engine(options, new(), Key)).Error;
        Assert.Equal(
            (ErrorKind.Mismatch, $"model.classifier.{option}", value, allowed), (error.Kind, error.Key, error.Value, error.Allowed));
        Assert.Contains(detail, error.Detail);
    }

    private static ModelOptions Options(ModelKind kind, int height, int width, int units) => new()
    {
        Kind = kind,
        Classifier = new() { FrameHeight = height, FrameWidth = width, Units = units, Filters = 2, FilterSide = 3, Stride = 2 },
    };

    private static nn.Module<Tensor, Tensor> Make(ModelOptions options, RandomKey key) =>
        options.Kind == ModelKind.FullyConnected ? new FullyConnectedNet(options, key) : new ConvolutionalNet(options, key);

    private static float[] Weights(nn.Module net, string name) => Synthetic.Values(net.get_parameter(name)!);
}
