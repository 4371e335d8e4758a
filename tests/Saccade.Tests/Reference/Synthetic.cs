using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using TorchSharp;

namespace Saccade.Tests.Reference;

/// <summary>Small models and made-up data for tests.</summary>
internal static class Synthetic
{
    /// <summary>A model of some 300 weights for 11×14 images.</summary>
    public static readonly ModelOptions Tiny = new()
    {
        Sensor = new() { PatchSide = 3, Scales = 2 },
        Classes = 4,
        Glimpses = 3,
        GlimpseHidden = 5,
        GlimpseFeatures = 6,
        Hidden = 7,
        Sigma = 0.3,
        IdentityStart = false,
    };

    /// <summary>A model with all the parts that <see cref="Tiny"/> is without, for the same images.</summary>
    public static readonly ModelOptions AllParts = Tiny with
    {
        Sensor = new() { PatchSide = 6, Scales = 2 },
        Convolution = new() { Filters = [3, 4], Pools = [1, 2] },
        GlimpseForm = GlimpseForm.Multiplied,
        Core = CoreKind.Lstm,
        CoreLayers = 2,
        Context = new() { Side = 8, Units = 5, Convolution = new() { Filters = [3], Pools = [2] } },
        LocationHidden = 4,
        FirstLocation = FirstLocation.Learned,
        Stop = new() { Units = 4 },
    };

    /// <summary>The size of images for <see cref="Tiny"/>.</summary>
    public static readonly ImageSize TinySize = new(1, 14, 11);

    /// <summary>Images of noise with random labels.</summary>
    public static ImageBatch Batch(long seed, int count, ImageSize size, int classes)
    {
        ImageBatch batch = new(count, size) { Count = count };
        RandomStream stream = RandomKey.FromSeed(seed).Fork("batch").Stream();
        foreach (ref byte pixel in batch.Pixels.Span)
        {
            pixel = (byte)stream.NextInt(256);
        }
        foreach (ref int label in batch.Labels)
        {
            label = stream.NextInt(classes);
        }
        return batch;
    }

    /// <summary>Images of noise for <see cref="Tiny"/>.</summary>
    public static ImageBatch TinyBatch(long seed = 1, int count = 5) => Batch(seed, count, TinySize, Tiny.Classes);

    /// <summary>One image of a batch.</summary>
    public static ImageBatch Only(ImageBatch batch, int image)
    {
        ImageBatch one = new(1, batch.Size) { Count = 1 };
        batch.Image(image).CopyTo(one.Image(0));
        one.Labels[0] = batch.Labels[image];
        return one;
    }

    /// <summary>Noise for <paramref name="rows"/> rollouts of <see cref="Tiny"/>.</summary>
    public static RolloutNoise TinyNoise(long seed = 1, int rows = 5, int glimpses = 3) =>
        RolloutNoise.Draw(RandomKey.FromSeed(seed).Fork("noise"), 0, rows, glimpses, PolicyMode.Sample);

    /// <summary>Sets a weight or bias of a network by its name, row by row.</summary>
    public static void Set(torch.nn.Module network, string name, params float[] values)
    {
        torch.Tensor weight = network.get_parameter(name) ?? throw new ArgumentException($"No weight {name}.", nameof(name));
        using IDisposable undifferentiated = torch.no_grad();
        using torch.Tensor filled = torch.tensor(values, weight.shape);
        weight.copy_(filled);
    }

    /// <summary>A tensor's values in single precision.</summary>
    public static float[] Values(torch.Tensor tensor)
    {
        using torch.Tensor plain = tensor.detach().to_type(torch.ScalarType.Float32).cpu().contiguous();
        return plain.data<float>().ToArray();
    }
}
