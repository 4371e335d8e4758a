using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Networks;

[Collection(TorchTests.Name)]
public sealed class RecurrentAttentionModelTests
{
    [Theory]
    [InlineData(FirstLocation.Uniform, 3, 2)]
    [InlineData(FirstLocation.Centre, 3, 2)]
    [InlineData(FirstLocation.Learned, 3, 3)]
    [InlineData(FirstLocation.Uniform, 1, 0)]
    [InlineData(FirstLocation.Learned, 1, 1)]
    public void Rollouts_have_the_shapes_they_promise(FirstLocation first, int glimpses, int decisions)
    {
        using DisposeScope scope = NewDisposeScope();
        Rollout rollout = Unroll(Synthetic.Tiny with { FirstLocation = first }, Synthetic.TinyNoise(rows: 10, glimpses: glimpses));
        Assert.Equal([glimpses, 10L, 2], rollout.Locations.shape);
        Assert.Equal([glimpses, 10L, 7], rollout.Hidden.shape);
        Assert.Equal([10L, 4], rollout.Scores.shape);
        Assert.Equal(decisions == 0 ? null : [decisions, 10L, 2], rollout.Samples?.shape);
        Assert.Equal(decisions == 0 ? null : [decisions, 10L, 2], rollout.Means?.shape);
        Assert.Equal(decisions == 0 ? null : [decisions, 10L], rollout.Baselines?.shape);
        Assert.False(rollout.Locations.requires_grad);
        Assert.False(rollout.Samples?.requires_grad ?? false);
    }

    [Fact]
    public void The_first_glimpse_goes_where_the_options_say()
    {
        using DisposeScope scope = NewDisposeScope();
        RolloutNoise noise = Synthetic.TinyNoise();
        float[] uniform = Synthetic.Values(Unroll(Synthetic.Tiny, noise).Locations[0]);
        Assert.Equal(noise.Starts.ToArray(), uniform);
        float[] centre = Synthetic.Values(Unroll(Synthetic.Tiny with { FirstLocation = FirstLocation.Centre }, noise).Locations[0]);
        Assert.Equal(new float[10], centre);
        Rollout learned = Unroll(Synthetic.Tiny with { FirstLocation = FirstLocation.Learned }, noise);
        // From h_0 = 0 the mean is the same for every rollout, and the noise of glimpse 0 is used.
        float[][] means = [.. Synthetic.Values(learned.Means![0]).Chunk(2)];
        Assert.All(means, mean => Assert.Equal(means[0], mean));
        float[] expected = [.. noise.Step(0).ToArray().Select((z, i) => means[i / 2][i % 2] + (float)Synthetic.Tiny.Sigma * z)];
        Assert.Equal(expected, Synthetic.Values(learned.Samples![0]), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Narrower_noise_deviates_less_from_the_same_means()
    {
        using DisposeScope scope = NewDisposeScope();
        ModelOptions learned = Synthetic.Tiny with { FirstLocation = FirstLocation.Learned };
        float[][] strayed = [.. new[] { 1, 0.25 }.Select(width =>
        {
            Rollout rollout = Unroll(learned, RolloutNoise.Draw(RandomKey.FromSeed(3), 0, 5, learned.Glimpses, PolicyMode.Sample, width));
            return Synthetic.Values(rollout.Samples![0] - rollout.Means![0]);
        })];
        Assert.Contains(strayed[0], d => Math.Abs(d) > 0.1);
        Assert.Equal(strayed[0].Select(d => d / 4), strayed[1], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Glimpses_are_taken_at_the_samples_clamped_to_the_frame()
    {
        using DisposeScope scope = NewDisposeScope();
        Rollout rollout = Unroll(Synthetic.Tiny with { Sigma = 1 }, Synthetic.TinyNoise());
        float[] samples = Synthetic.Values(rollout.Samples!);
        Assert.Contains(samples, l => Math.Abs(l) > 1);
        Assert.Equal(samples.Select(l => Math.Clamp(l, -1, 1)), Synthetic.Values(rollout.Locations[1..]));
    }

    [Fact]
    public void Rollout_n_looks_at_image_n_divided_by_M()
    {
        using DisposeScope scope = NewDisposeScope();
        ImageBatch batch = Synthetic.TinyBatch(count: 2);
        using RecurrentAttentionModel model = new(Synthetic.Tiny, RandomKey.FromSeed(1));
        RolloutNoise noise = Synthetic.TinyNoise(rows: 6);
        float[] together = Synthetic.Values(model.Unroll(batch, noise).Scores);
        for (int image = 0; image < 2; image++)
        {
            RolloutNoise part = RolloutNoise.Draw(RandomKey.FromSeed(1).Fork("noise"), 3 * image, 3, 3, PolicyMode.Sample);
            float[] alone = Synthetic.Values(model.Unroll(Synthetic.Only(batch, image), part).Scores);
            Assert.Equal(alone, together[(12 * image)..(12 * image + 12)], (a, b) => Math.Abs(a - b) < 1e-6);
        }
    }

    [Fact]
    public void Baselines_are_what_was_expected_before_each_glimpse()
    {
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = new(Synthetic.Tiny, RandomKey.FromSeed(1));
        ImageBatch batch = Synthetic.TinyBatch();
        Rollout rollout = model.Unroll(batch, Synthetic.TinyNoise());
        Assert.Equal(Synthetic.Values(model.Value(rollout.Hidden)[..2]), Synthetic.Values(rollout.Baselines!));
        Assert.Equal(Synthetic.Values(model.Logits(rollout.Hidden[2])), Synthetic.Values(rollout.Scores));
    }

    [Fact]
    public void Batches_that_do_not_fit_are_refused()
    {
        using RecurrentAttentionModel model = new(Synthetic.Tiny, RandomKey.FromSeed(1));
        RolloutNoise noise = Synthetic.TinyNoise(rows: 4);
        Assert.Throws<ArgumentException>(() => model.Unroll(Synthetic.TinyBatch(count: 3), noise)); // 4 rollouts of 3 images
        Assert.Throws<ArgumentException>(() => model.Unroll(new ImageBatch(3, Synthetic.TinySize), noise)); // no image
        Assert.Throws<ArgumentException>(() => model.Unroll(Synthetic.Batch(1, 4, Synthetic.TinySize with { Channels = 3 }, 4), noise));
        // Episodes that change are acted on by one rollout each.
        Assert.Throws<ArgumentException>(() => model.Unroll(CatchEpisodes.Draw(new() { Side = 5 }, default, 0, 2), noise));
    }

    private static Rollout Unroll(ModelOptions options, RolloutNoise noise)
    {
        using RecurrentAttentionModel model = new(options, RandomKey.FromSeed(1));
        ImageBatch batch = Synthetic.TinyBatch();
        return model.Unroll(batch, noise);
    }
}
