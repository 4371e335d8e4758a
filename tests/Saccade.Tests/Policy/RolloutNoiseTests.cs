using CsCheck;
using Saccade.Policy;
using Saccade.Random;

namespace Saccade.Tests.Policy;

public sealed class RolloutNoiseTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5);

    [Fact]
    public void Rows_do_not_depend_on_how_batches_are_cut() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[1, 10], Gen.Int[0, 9], Gen.Int[1, 5], Gen.Enum<PolicyMode>()).Sample((
            first, rows, skip, glimpses, mode) =>
        {
            RolloutNoise whole = RolloutNoise.Draw(Key, first, skip + rows, glimpses, mode);
            RolloutNoise part = RolloutNoise.Draw(Key, first + skip, rows, glimpses, mode);
            Assert.Equal(whole.Starts[(2 * skip)..].ToArray(), part.Starts.ToArray());
            for (int t = 0; t < glimpses; t++)
            {
                Assert.Equal(whole.Step(t)[(2 * skip)..].ToArray(), part.Step(t).ToArray());
            }
        });

    [Fact]
    public void More_glimpses_leave_the_first_ones_as_they_were()
    {
        RolloutNoise few = RolloutNoise.Draw(Key, 0, 4, 2, PolicyMode.Sample);
        RolloutNoise many = RolloutNoise.Draw(Key, 0, 4, 7, PolicyMode.Sample);
        Assert.Equal(few.Starts.ToArray(), many.Starts.ToArray());
        Assert.Equal(few.Steps.ToArray(), many.Steps[..few.Steps.Length].ToArray());
    }

    [Fact]
    public void Dropout_keeps_the_mean_and_depends_on_key_row_and_glimpse_alone()
    {
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, 3, 2, PolicyMode.Sample, scale: 0.5).WithDropout(0.25, Key);
        Assert.Equal((0.25, 0.5, PolicyMode.Sample), (noise.Dropout, noise.Scale, noise.Mode));
        float[][] kept = [.. Enumerable.Range(0, 6).Select(i => Kept(noise, i / 3, i % 3))];
        Assert.All(kept, row => Assert.All(row, factor => Assert.True(factor is 0 or 1 / 0.75f)));
        // The mean of 24,000 factors has a standard deviation of 0.0037.
        Assert.Equal(1, kept.Average(row => row.Average()), 0.015);
        Assert.Equal(6, kept.Select(row => string.Join(' ', row)).Distinct().Count());
        RolloutNoise more = RolloutNoise.Draw(Key, 0, 9, 5, PolicyMode.Random).WithDropout(0.25, Key);
        Assert.Equal(kept[4], Kept(more, 1, 1));
        Assert.NotEqual(kept[4], Kept(noise.WithDropout(0.25, Key.Fork(1)), 1, 1));

        static float[] Kept(RolloutNoise noise, int glimpse, int row)
        {
            float[] features = new float[4000];
            Array.Fill(features, 1);
            noise.Drop(glimpse, row, features);
            return features;
        }
    }

    [Fact]
    public void The_mean_policy_has_no_noise_but_the_same_starts()
    {
        RolloutNoise sample = RolloutNoise.Draw(Key, 3, 6, 4, PolicyMode.Sample);
        RolloutNoise mean = RolloutNoise.Draw(Key, 3, 6, 4, PolicyMode.Mean);
        Assert.Equal(sample.Starts.ToArray(), mean.Starts.ToArray());
        Assert.All(mean.Steps.ToArray(), value => Assert.Equal(0, value));
        Assert.DoesNotContain(0f, sample.Steps.ToArray());
    }

    [Fact]
    public void Starts_are_uniform_over_the_frame_and_steps_standard_normal()
    {
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, 10_000, 2, PolicyMode.Sample);
        float[] starts = noise.Starts.ToArray();
        Assert.All(starts, l => Assert.InRange(l, -1, 1));
        Assert.Equal(0, starts.Average(), 0.02);
        Assert.Equal(1 / 3.0, starts.Average(l => l * l), 0.01);
        float[] steps = noise.Steps.ToArray();
        Assert.Equal(0, steps.Average(), 0.02);
        Assert.Equal(1, steps.Average(z => z * z), 0.03);
        // x and y are drawn apart.
        Assert.Equal(0, Enumerable.Range(0, noise.Rows).Average(i => steps[2 * i] * steps[2 * i + 1]), 0.04);
    }

    [Fact]
    public void Noise_can_be_given()
    {
        RolloutNoise noise = new([1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        Assert.Equal((2, 3), (noise.Rows, noise.Glimpses));
        Assert.Equal([5, 6, 7, 8], noise.Step(1).ToArray());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(2, 0)]
    [InlineData(4, 6)]
    public void Noise_whose_lengths_do_not_fit_is_refused(int starts, int steps) =>
        Assert.Throws<ArgumentException>(() => new RolloutNoise(new float[starts], new float[steps]));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void No_rows_or_no_glimpses_are_refused(int rows, int glimpses) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RolloutNoise.Draw(Key, 0, rows, glimpses, PolicyMode.Mean));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.24f, 0)]
    [InlineData(0.25f, 1)]
    [InlineData(0.74f, 1)]
    [InlineData(0.75f, 2)]
    [InlineData(1, 2)]
    public void An_action_is_that_in_whose_part_the_number_falls(float number, int expected)
    {
        RolloutNoise noise = new(new float[2], new float[4], actions: [0.5f, number]);
        Assert.True(noise.SamplesActions);
        Assert.Equal(expected, noise.ChooseAction(1, 0, [0.25f, 0.5f, 0.25f]));
    }

    [Fact]
    public void Without_numbers_the_most_probable_action_is_taken()
    {
        RolloutNoise noise = RolloutNoise.DrawActing(Key, 0, 2, 3, PolicyMode.Mean, sampleActions: false);
        Assert.False(noise.SamplesActions);
        Assert.Equal([2, 0], [noise.ChooseAction(0, 0, [0.3f, 0.3f, 0.4f]), noise.ChooseAction(0, 1, [0.5f, 0.2f, 0.3f])]);
    }

    [Fact]
    public void Actions_of_a_row_depend_on_key_and_index_alone()
    {
        RolloutNoise all = Draw(0, 5), last = Draw(3, 2);
        float[] half = [0.5f, 0.5f];
        for (int step = 0; step < 40; step++)
        {
            Assert.Equal(
                Enumerable.Range(3, 2).Select(row => all.ChooseAction(step, row, half)),
                Enumerable.Range(0, 2).Select(row => last.ChooseAction(step, row, half)));
        }
        Assert.Equal(2, Enumerable.Range(0, 40).Select(step => all.ChooseAction(step, 0, half)).Distinct().Count());
        Assert.Equal(all.Starts[6..].ToArray(), last.Starts.ToArray());

        static RolloutNoise Draw(int first, int rows) =>
            RolloutNoise.DrawActing(Key, first, rows, 40, PolicyMode.Sample, sampleActions: true);
    }

    [Fact]
    public void Numbers_for_actions_that_fit_no_steps_are_refused() =>
        Assert.Throws<ArgumentException>(() => new RolloutNoise(new float[2], new float[4], actions: new float[3]));
}
