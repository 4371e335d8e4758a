using CsCheck;
using Saccade.Images;
using Saccade.Random;
using Saccade.Sensing;
using Saccade.Tests.Reference;
using Saccade.Torch.Native;
using Saccade.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Networks;

/// <summary>The sensor of other devices, on the CPU unless SACCADE_DEVICE names one, against the sensor of the CPU.</summary>
[Collection(TorchTests.Name)]
public sealed class TorchSensorTests
{
    [Fact]
    public void It_sees_what_the_sensor_of_the_CPU_sees_to_the_bit() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Long).Sample(
            (side, scales, factor, channels, height, width, seed) =>
            {
                SensorOptions options = new()
                {
                    PatchSide = side,
                    Scales = scales,
                    ScaleFactor = factor,
                    Reach = 0.9,
                    Placement = (PatchPlacement)(int)((ulong)seed % 3),
                    Outside = seed % 2 == 0 ? 0 : 0.1307,
                };
                ImageSize[] sizes = [new(channels, height, width), new(channels, width, height)];
                Frames frames = new(MixedImages.Noise(seed, sizes));
                RandomStream random = RandomKey.FromSeed(seed).Stream();
                float[] locations = [.. Enumerable.Range(0, 8).Select(_ => (float)random.NextDouble(-1.1, 1.1))];
                using DisposeScope scope = NewDisposeScope();
                Device device = NativeTorch.Load(TorchReference.Device);
                float[] seen = Synthetic.Values(
                    new TorchSensor(options, device).Sense(
                        TorchSensor.Sums(frames.Padded(device)), frames.Sizes(device), tensor(locations, [4, 2], device: device)));
                GlimpseSensor reference = new(options, sizes[0]);
                float[] expected = new float[4 * reference.GlimpseSize];
                for (int i = 0; i < 4; i++)
                {
                    reference.Sense(
                        frames[i / 2], sizes[i / 2], locations[2 * i], locations[2 * i + 1],
                        expected.AsSpan(i * reference.GlimpseSize, reference.GlimpseSize));
                }
                Assert.Equal(expected, seen);
            }, iter: 60, threads: 1);
}
