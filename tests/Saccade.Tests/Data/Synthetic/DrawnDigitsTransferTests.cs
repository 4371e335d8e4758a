using System.Runtime.InteropServices;
using Saccade.Data.Sources;
using Saccade.Data.Synthetic;
using Saccade.Images;
using Saccade.Random;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Saccade.Tests.Data.Synthetic;

/// <summary>Drawn digits look handwritten: a small convolutional net that saw nothing else reads real ones.</summary>
[Collection(TorchTests.Name)]
public sealed class DrawnDigitsTransferTests
{
    private const int Batch = 100;

    [Fact]
    public void A_net_trained_on_drawn_digits_alone_names_three_quarters_of_the_real_test_digits()
    {
        string? folder = Environment.GetEnvironmentVariable("SACCADE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "SACCADE_DATA is not set: the MNIST test digits are needed.");
        RandomKey key = RandomKey.FromSeed(1);
        ImageSet drawn = DrawnDigits.Create(8_000, key.Fork("digits"));
        ImageSet real = new MnistSource(folder).Load(MnistPart.Test);

        random.manual_seed(1);
        using Module<Tensor, Tensor> net = Sequential(
            Conv2d(1, 16, 5), ReLU(), MaxPool2d(2), Conv2d(16, 32, 5), ReLU(), MaxPool2d(2),
            Flatten(), Linear(512, 128), ReLU(), Linear(128, 10));
        using optim.Optimizer optimiser = optim.Adam(net.parameters(), 2e-3);
        int[] order = [.. Enumerable.Range(0, drawn.Count)];
        for (int epoch = 0; epoch < 2; epoch++)
        {
            RandomStream stream = key.Fork(epoch).Stream();
            stream.Shuffle(order.AsSpan());
            foreach (int[] part in order.Chunk(Batch))
            {
                using DisposeScope scope = NewDisposeScope();
                optimiser.zero_grad();
                functional.cross_entropy(net.forward(Images(drawn, part)), Labels(drawn, part)).backward();
                optimiser.step();
            }
        }

        using IDisposable undifferentiated = no_grad();
        long right = 0;
        foreach (int[] part in Enumerable.Range(0, real.Count).Chunk(1000))
        {
            using DisposeScope scope = NewDisposeScope();
            right += net.forward(Images(real, part)).argmax(1).eq(Labels(real, part)).sum().ToInt64();
        }
        Assert.InRange(right, 0.75 * real.Count, real.Count);
    }

    private static Tensor Images(ImageSet set, int[] indices)
    {
        Tensor images = empty(indices.Length, 1, set.Size.Height, set.Size.Width);
        Span<float> values = MemoryMarshal.Cast<byte, float>(images.bytes);
        foreach ((int i, int index) in indices.Index())
        {
            ReadOnlySpan<byte> pixels = set.Image(index);
            for (int p = 0; p < pixels.Length; p++)
            {
                values[i * pixels.Length + p] = pixels[p] / 255f;
            }
        }
        return images;
    }

    private static Tensor Labels(ImageSet set, int[] indices) =>
        tensor(indices.Select(i => (long)set.Labels[i]).ToArray());
}
