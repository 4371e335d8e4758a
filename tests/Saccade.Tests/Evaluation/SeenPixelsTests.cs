using CsCheck;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Sensing;

namespace Saccade.Tests.Evaluation;

public sealed class SeenPixelsTests
{
    [Fact]
    public void Pixels_under_two_glimpses_and_outside_of_the_image_count_as_they_should()
    {
        SeenPixels seen = new(new() { PatchSide = 2, Scales = 2 });
        // Of 4×4 pixels: patches at the middle and at the top left corner, of which a quarter is inside.
        float[] locations = [0, 0, -1, -1];

        seen.Add(new(1, 4, 4), locations, rollout: 0, rollouts: 1, glimpses: 2);

        Assert.Equal([5 / 16.0, 1], seen.Shares);
    }

    [Fact]
    public void Shares_are_means_over_rollouts_of_images_of_any_size()
    {
        SeenPixels seen = new(new() { PatchSide = 2 });
        // [T, B, 2]: of two rollouts the second takes one glimpse of two.
        float[] locations = [-0.5f, -0.5f, 0, 0, 0.5f, 0.5f, 1, 1];

        seen.Add(new(3, 4, 4), locations, rollout: 0, rollouts: 2, glimpses: 2);
        seen.Add(new(3, 2, 8), locations, rollout: 1, rollouts: 2, glimpses: 1);

        Assert.Equal([(8 / 16.0 + 4 / 16.0) / 2], seen.Shares);
    }

    [Fact]
    public void Agrees_with_pixels_that_are_marked_one_by_one() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 3], Gen.Int[1, 30], Gen.Int[1, 30], Gen.Float[-1.2f, 1.2f].Array[2, 24]).Sample(
            (side, scales, height, width, all) =>
            {
                SensorOptions sensor = new() { PatchSide = side, Scales = scales };
                int glimpses = all.Length / 2;
                SeenPixels seen = new(sensor);
                seen.Add(new(1, height, width), all.AsSpan(0, 2 * glimpses), 0, 1, glimpses);
                for (int scale = 0; scale < scales; scale++)
                {
                    HashSet<(int, int)> marked = [];
                    for (int t = 0; t < glimpses; t++)
                    {
                        PatchBox box = sensor.Box(scale, all[2 * t], all[2 * t + 1], width, height);
                        for (int y = Math.Max(0, box.Top); y < Math.Min(height, box.Top + box.Side); y++)
                        {
                            for (int x = Math.Max(0, box.Left); x < Math.Min(width, box.Left + box.Side); x++)
                            {
                                marked.Add((x, y));
                            }
                        }
                    }
                    Assert.Equal((double)marked.Count / (height * width), seen.Shares[scale], 1e-12);
                }
            });
}
