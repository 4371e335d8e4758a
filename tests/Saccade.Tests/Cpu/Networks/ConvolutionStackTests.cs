using Saccade.Cpu.Buffers;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Networks;
using Saccade.Random;

namespace Saccade.Tests.Cpu.Networks;

/// <summary>The convolutions of the CPU engine against plain loops in double precision.</summary>
public sealed class ConvolutionStackTests
{
    private const int Images = 7;

    public static TheoryData<ConvolutionOptions, int, int> Stacks => new()
    {
        { new() { Filters = [3] }, 1, 5 },
        { new() { Filters = [3, 34] }, 2, 5 },
        { new() { Filters = [4, 5, 6], FilterSides = [5, 3, 3], Strides = [2, 1, 1], Pools = [1, 2, 1] }, 1, 9 },
        { new() { Filters = [32, 33], FilterSides = [1, 3], Pools = [2, 1] }, 3, 8 },
        { new() { Filters = [2, 2], FilterSides = [7], Strides = [3, 1], Pools = [1, 2] }, 4, 12 },
        { new() { Filters = [3, 4], Pools = [3, 1] }, 1, 16 },
    };

    [Theory]
    [MemberData(nameof(Stacks))]
    public void Outputs_and_gradients_are_those_of_plain_loops(ConvolutionOptions options, int scales, int side)
    {
        ModelOptions model = new() { Sensor = new() { PatchSide = side, Scales = scales }, Convolution = options };
        NetworkPlan plan = NetworkPlan.Create(model);
        NaiveConvolutionLayer[] layers =
        [
            .. plan.Layers.Where(layer => layer.Kind == LayerKind.Convolution)
                .Select(layer => new NaiveConvolutionLayer(layer, RandomKey.FromSeed(3))),
        ];
        using NetworkWeights weights = new(new NetworkLayers(plan), plan.InitialWeights(RandomKey.FromSeed(3)));
        using NetworkContext context = new(weights);
        ConvolutionStack stack = new("glimpse.conv", context);
        ActivationBuffer inputs = context.Activations.Add(layers[0].Inputs), outputs = context.Activations.Add(layers[^1].Outputs);
        ActivationBuffer changes = context.Gradients.Add(layers[^1].Outputs);
        context.Reserve(glimpses: 1, Images, training: true);
        RandomStream stream = RandomKey.FromSeed(5).Stream();
        GroupMember member = GroupMember.Alone();
        member.Assign(Images, 1);
        double[][] images = [.. Enumerable.Range(0, Images).Select(_ => Fill(layers[0].Inputs, stream, 0))];
        for (int i = 0; i < Images; i++)
        {
            Copy(images[i], inputs[0].Row(i));
        }
        stack.Forward(0, inputs[0], outputs[0], member);
        for (int i = 0; i < Images; i++)
        {
            double[] expected = layers.Aggregate(images[i], (image, layer) => layer.Forward(i, image));
            Near(ChannelsLast(expected, layers[^1]), outputs[0].Row(i));
        }
        for (int i = 0; i < Images; i++)
        {
            // As the product before leaves it: channels last, and nothing where the output is 0.
            double[] output = ChannelsLast(layers[^1].Output(i), layers[^1]), change = Fill(output.Length, stream, -1);
            change = [.. change.Zip(output, (c, o) => o > 0 ? c : 0)];
            Copy(change, changes[0].Row(i));
            double[] back = ChannelsFirst(change, layers[^1]);
            foreach (NaiveConvolutionLayer layer in layers.Reverse())
            {
                back = layer.Backward(i, back);
            }
        }
        stack.Backward(1, inputs[0], changes[0], new IndexRange(0, Images));
        using AlignedBuffer gradient = new(weights.Layers.Length);
        foreach (NaiveConvolutionLayer naive in layers)
        {
            LinearLayer layer = weights.Layers[naive.Name];
            context.WeightGradients.Write(layer.Weights, gradient, accumulate: false);
            context.WeightGradients.Write(layer.Biases, gradient, accumulate: false);
        }
        List<NamedTensor> found = weights.Save(gradient);
        foreach (NaiveConvolutionLayer naive in layers)
        {
            Near(naive.WeightGradient, found.Single(tensor => tensor.Name == naive.Name + ".weight").Values);
            Near(naive.BiasGradient, found.Single(tensor => tensor.Name == naive.Name + ".bias").Values);
        }
        // Tile by tile it is the same to the bit.
        using AlignedBuffer tiled = new(weights.Layers.Length);
        foreach (WeightTile tile in layers.SelectMany(naive => weights.Layers[naive.Name].Tiles()))
        {
            context.WeightGradients.Write(new WeightSlice(tile.Layer, tile.Panel, 1, tile.FirstInput, tile.Inputs), tiled, false);
        }
        Assert.Equal(gradient.Span(0, (int)gradient.Length).ToArray(), tiled.Span(0, (int)tiled.Length).ToArray());
    }

    private static double[] Fill(int count, RandomStream stream, double lowest) =>
        [.. Enumerable.Range(0, count).Select(_ => (double)(float)stream.NextDouble(lowest, 1))];

    private static void Copy(double[] from, Span<float> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = (float)from[i];
        }
    }

    private static double[] ChannelsLast(double[] image, NaiveConvolutionLayer layer) => layer.Transpose(image, toChannelsLast: true);

    private static double[] ChannelsFirst(double[] image, NaiveConvolutionLayer layer) => layer.Transpose(image, toChannelsLast: false);

    private static void Near(double[] expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 2e-5 * (1 + Math.Abs(expected[i])));
        }
    }
}
