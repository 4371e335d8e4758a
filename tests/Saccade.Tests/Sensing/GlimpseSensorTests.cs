using CsCheck;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Sensing;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Sensing;

public sealed class GlimpseSensorTests
{
    private static readonly float[] Special =
    [
        -1, 1, 0, -0f, -0.5f, 0.25f, MathF.BitIncrement(-1), MathF.BitDecrement(1),
        float.NegativeInfinity, float.PositiveInfinity, float.MaxValue,
    ];

    private static readonly Gen<float> Location = Gen.Frequency(
        (6, Gen.Float[-1.2f, 1.2f]),
        (1, Gen.Float[-50, 50]),
        (4, Gen.Int[0, Special.Length - 1].Select(i => Special[i])));

    private static readonly Gen<SensorOptions> Sensor =
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 4], Gen.Int[1, 6], Gen.OneOf(Gen.Const(1.0), Gen.Double[0.01, 1]),
            (side, scales, factor, reach) => new SensorOptions { PatchSide = side, Scales = scales, ScaleFactor = factor, Reach = reach });

    /// <summary>Sensors of models that other programs trained.</summary>
    private static readonly Gen<SensorOptions> Foreign =
        Gen.Select(Sensor, Gen.Enum<PatchPlacement>(), Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 1]),
            (sensor, placement, outside) => sensor with { Placement = placement, Outside = outside });

    private static readonly Gen<ImageSize> Size =
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 120], Gen.Int[1, 120], (channels, height, width) => new ImageSize(channels, height, width));

    /// <summary>Sensors whose patches are pooled out of each other.</summary>
    private static readonly Gen<SensorOptions> Nested =
        Gen.Select(Gen.OneOf(Gen.Int[1, 16], Gen.Const(32)), Gen.Int[2, 5], Gen.OneOf(Gen.Const(1.0), Gen.Double[0.01, 1]),
            (half, scales, reach) => new SensorOptions { PatchSide = 2 * half, Scales = scales, Reach = reach });

    [Fact]
    public void Agrees_with_the_naive_sensor() => AssertAgrees(Sensor);

    [Fact]
    public void Agrees_with_the_naive_sensor_where_placement_and_outside_are_those_of_other_programs() => AssertAgrees(Foreign);

    [Fact]
    public void Agrees_with_the_naive_sensor_where_patches_are_nested() => AssertAgrees(Nested);

    [Fact]
    public void Two_scales_on_a_small_image_are_the_sums_done_by_hand()
    {
        byte[] image =
        [
            10, 20, 30, 40,
            50, 60, 70, 80,
            90, 100, 110, 120,
            130, 140, 150, 160,
        ];
        float[] seen = Sense(new() { PatchSide = 2, Scales = 2 }, new(1, 4, 4), image, 0, 0);
        Assert.Equal([60, 70, 100, 110, 35, 55, 115, 135], Grey(seen));
    }

    [Fact]
    public void What_lies_outside_of_the_image_is_black()
    {
        byte[] image = [.. Enumerable.Repeat((byte)200, 16)];
        SensorOptions options = new() { PatchSide = 2, Scales = 2 };
        // At the top-left corner a quarter of each patch lies within.
        Assert.Equal([0, 0, 0, 200, 0, 0, 0, 200], Grey(Sense(options, new(1, 4, 4), image, -1, -1)));
        // Halfway along the right edge, the left half.
        Assert.Equal([200, 0, 200, 0, 200, 0, 200, 0], Grey(Sense(options, new(1, 4, 4), image, 1, 0)));
    }

    [Fact]
    public void A_pixel_pooled_from_half_black_is_half_as_bright()
    {
        byte[] image = [.. Enumerable.Repeat((byte)200, 4)];
        // One pooled pixel of 4×4 around a 2×2 image: 4 of 16 pixels are lit.
        float[] seen = Sense(new() { PatchSide = 1, Scales = 3 }, new(1, 2, 2), image, 0, 0);
        Assert.Equal([200, 200, 50], Grey(seen));
    }

    [Fact]
    public void Channels_lie_beside_each_other_within_a_scale()
    {
        byte[] image = [10, 20, 30, 40, 110, 120, 130, 140];
        float[] seen = Sense(new() { PatchSide = 1, Scales = 2 }, new(2, 2, 2), image, -0.5f, -0.5f);
        // The point (0.5, 0.5): pixel (0, 0) alone, then the square that begins at round(−0.5) = 0.
        Assert.Equal([10, 110, 25, 125], Grey(seen));
    }

    [Fact]
    public void A_wide_and_a_high_image_are_not_mixed_up()
    {
        byte[] image = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        SensorOptions options = new() { PatchSide = 1 };
        Assert.Equal([6], Grey(Sense(options, new(1, 2, 6), image, 0.99f, -0.99f)));
        Assert.Equal([11], Grey(Sense(options, new(1, 6, 2), image, -0.99f, 0.99f)));
    }

    [Fact]
    public void Values_left_in_the_retina_do_not_show_through()
    {
        SensorOptions options = new() { PatchSide = 3, Scales = 3, ScaleFactor = 4 };
        GlimpseSensor sensor = new(options, new(1, 5, 5));
        float[] seen = new float[sensor.GlimpseSize];
        Array.Fill(seen, 7f);
        sensor.Sense(new byte[25], 1, 1, seen);
        Assert.All(seen, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(1, 5, 4)]
    [InlineData(2, 5, 2)]
    [InlineData(2, 6, 2)]
    public void The_widest_patch_that_is_allowed_does_not_overflow(int side, int scales, int factor)
    {
        byte[] image = [.. Enumerable.Repeat((byte)255, 256 * 256)];
        float[] seen = Sense(new() { PatchSide = side, Scales = scales, ScaleFactor = factor }, new(1, 256, 256), image, 0, 0);
        Assert.All(Grey(seen), value => Assert.Equal(255, value));
    }

    [Theory]
    [InlineData(4, 8, 512)]
    [InlineData(6, 4, 1024)]
    [InlineData(8, 3, 2187)]
    public void A_patch_too_wide_is_refused(int scales, int factor, int pooled)
    {
        OptionException error = Assert.Throws<OptionException>(
            () => new GlimpseSensor(new() { Scales = scales, ScaleFactor = factor }, new(1, 28, 28)));
        Assert.Equal((ErrorKind.OutOfRange, (long)pooled, "up to 256"), (error.Error.Kind, error.Error.Value, error.Error.Allowed));
        Assert.Equal("use fewer scales or a smaller scale factor", error.Error.Remedy);
    }

    [Theory]
    [InlineData(float.NaN, 0f)]
    [InlineData(0f, float.NaN)]
    public void A_location_that_is_not_a_number_is_refused(float x, float y) =>
        Assert.Throws<ArgumentException>(() => Sense(new(), new(1, 28, 28), new byte[784], x, y));

    [Theory]
    [InlineData(783, 64)]
    [InlineData(784, 63)]
    [InlineData(784, 65)]
    public void Spans_of_another_size_are_refused(int pixels, int values)
    {
        GlimpseSensor sensor = new(new(), new(1, 28, 28));
        Assert.Throws<ArgumentException>(() => sensor.Sense(new byte[pixels], 0, 0, new float[values]));
    }

    [Fact]
    public void The_widest_patch_is_enough() =>
        Gen.Select(Gen.OneOf(Sensor, Nested), Size, Location, Location, Gen.Long).Sample((options, size, x, y, seed) =>
        {
            byte[] image = Synthetic.Batch(seed, 1, size, 1).Pixels.ToArray();
            GlimpseSensor sensor = new(options, size);
            float[] whole = new float[sensor.GlimpseSize], seen = new float[sensor.GlimpseSize];
            PatchBox box = options.Box(options.Scales - 1, x, y, size.Width, size.Height);
            byte[] part = new byte[size.Channels * box.Side * box.Side];
            PixelBox.Cut(image, size, box, part);

            sensor.Sense(image, x, y, whole);
            sensor.SensePart(part, size, x, y, seen);

            Assert.Equal(whole, seen);
            Assert.Throws<ArgumentException>(() => sensor.SensePart(new byte[part.Length + 1], size, x, y, seen));
        }, iter: 400);

    private static void AssertAgrees(Gen<SensorOptions> sensor) =>
        Gen.Select(sensor, Size, Location, Location, Gen.Long).Sample((options, size, x, y, seed) =>
        {
            byte[] image = Synthetic.Batch(seed, 1, size, 1).Pixels.ToArray();
            GlimpseSensor sensor = new(options, size);
            float[] seen = new float[sensor.GlimpseSize];
            // What it saw before must not show through.
            sensor.Sense([.. Enumerable.Repeat(byte.MaxValue, size.Pixels)], -x / 2, y / 2, seen);
            sensor.Sense(image, x, y, seen);
            double[] expected = NaiveSensor.Sense(options, size, image, x, y);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], seen[i], 1e-6);
            }
        }, iter: 400);

    private static float[] Sense(SensorOptions options, ImageSize size, byte[] image, float x, float y)
    {
        GlimpseSensor sensor = new(options, size);
        float[] seen = new float[sensor.GlimpseSize];
        sensor.Sense(image, x, y, seen);
        return seen;
    }

    /// <summary>The retina in the image's own units, to the nearest thousandth.</summary>
    private static double[] Grey(float[] seen) => [.. seen.Select(v => Math.Round(v * 255.0, 3))];
}
