using CsCheck;
using Saccade.Images;
using Saccade.Sensing;

namespace Saccade.Tests.Images;

public sealed class PatchGeometryTests
{
    [Theory]
    [InlineData(-1f, 28, 1.0, 0.0)]
    [InlineData(0f, 28, 1.0, 14.0)]
    [InlineData(1f, 28, 1.0, 28.0)]
    [InlineData(0.5f, 60, 1.0, 45.0)]
    [InlineData(1f, 28, 0.5, 21.0)]
    [InlineData(-1f, 28, 0.5, 7.0)]
    [InlineData(-7f, 28, 1.0, 0.0)]
    [InlineData(float.PositiveInfinity, 28, 0.5, 21.0)]
    public void Locations_become_points_between_the_edges(float l, int size, double reach, double point) =>
        Assert.Equal(point, PatchGeometry.Centre(l, size, reach), 12);

    [Theory]
    [InlineData(0f, 28, 8, 10)] // 14 − 4
    [InlineData(0f, 27, 8, 10)] // 13.5 − 4 = 9.5, halves upwards
    [InlineData(0f, 28, 7, 11)] // 14 − 3.5 = 10.5
    [InlineData(-1f, 28, 8, -4)]
    [InlineData(-1f, 28, 7, -3)] // −3.5, upwards too
    [InlineData(1f, 28, 8, 24)]
    [InlineData(0f, 4, 16, -6)]
    [InlineData(0.24f, 4, 2, 1)] // 2.48 − 1
    [InlineData(0.25f, 4, 2, 2)] // 2.5 − 1
    public void A_patch_begins_at_the_nearest_pixel(float l, int size, int side, int start) =>
        Assert.Equal(start, PatchGeometry.PatchStart(l, size, side));

    [Fact]
    public void Moving_by_whole_pixels_moves_the_patch_by_just_that() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 40], Gen.Int[0, 59]).Sample((half, side, pixel) =>
        {
            // A power of two as size makes l = 2p/size − 1 exact.
            const int size = 64;
            int at = PatchGeometry.PatchStart(2f * Math.Min(half, pixel) / size - 1, size, side);
            int moved = PatchGeometry.PatchStart(2f * Math.Max(half, pixel) / size - 1, size, side);
            Assert.Equal(Math.Abs(half - pixel), moved - at);
        });

    [Fact]
    public void A_location_that_is_not_a_number_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => PatchGeometry.Centre(float.NaN, 28));
        Assert.Contains("NaN", error.Message);
    }

    [Fact]
    public void Boxes_grow_by_the_scale_factor_around_one_centre()
    {
        SensorOptions sensor = new() { PatchSide = 4, Scales = 3, ScaleFactor = 3 };
        Assert.Equal(new PatchBox(18, 8, 4), sensor.Box(0, 0, 0.5f, 40, 13)); // p = (20, 9.75)
        Assert.Equal(new PatchBox(14, 4, 12), sensor.Box(1, 0, 0.5f, 40, 13));
        Assert.Equal(new PatchBox(2, -8, 36), sensor.Box(2, 0, 0.5f, 40, 13));
    }
}
