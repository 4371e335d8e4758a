using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Data;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Evaluation;

public sealed class RandomAgentTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(9);

    [Fact]
    public void It_classifies_uniformly_at_random_with_certainty()
    {
        ImageSet images = Digits.Noise(4_000, new(1, 1, 1));
        EvaluationResult result = Evaluator.Evaluate(new RandomAgent(new() { Glimpses = 2 }, s_key), images, new());
        Assert.InRange(result.ErrorPercent, 87.6, 92.4); // 90 ± 5 standard deviations
        Assert.Equal(2, result.AccuracyByGlimpse.Count);
        Assert.All(Enumerable.Range(0, 10), answer => Assert.InRange(result.Confusion.Sum(row => row[answer]), 305, 495));
        RolloutBatch rollouts = new RandomAgent(Synthetic.Tiny, s_key).Forward(Synthetic.TinyBatch(), Synthetic.TinyNoise());
        Assert.All(rollouts.Probabilities.Chunk(4), answer => Assert.Equal([0, 0, 0, 1], answer.Order()));
        Assert.Empty(rollouts.Actions);
    }

    [Fact]
    public void Its_answers_depend_on_the_key_and_the_number_of_the_episode_alone()
    {
        RandomAgent together = new(Synthetic.Tiny, s_key), apart = new(Synthetic.Tiny, s_key);
        float[] all = together.Forward(Synthetic.TinyBatch(count: 3), Synthetic.TinyNoise(rows: 3)).Probabilities;
        for (int i = 0; i < 3; i++)
        {
            float[] one = apart.Forward(Synthetic.TinyBatch(count: 1), Synthetic.TinyNoise(rows: 1)).Probabilities;
            Assert.Equal(Enumerable.Range(0, 3).SelectMany(t => all[(4 * (3 * t + i))..(4 * (3 * t + i) + 4)]), one);
        }
        Assert.NotEqual(
            all,
            new RandomAgent(Synthetic.Tiny, s_key.Fork(1)).Forward(
                Synthetic.TinyBatch(count: 3), Synthetic.TinyNoise(rows: 3)).Probabilities);
    }

    [Fact]
    public void It_acts_on_episodes_that_change_and_can_be_traced()
    {
        CatchOptions rules = new() { Side = 5 };
        ModelOptions model = new() { Classes = 3, Glimpses = 4 };
        RolloutNoise noise = RolloutNoise.DrawActing(s_key, 0, 6, 4, PolicyMode.Mean, sampleActions: false);
        CatchEpisodes again = CatchEpisodes.Draw(rules, s_key, 0, 6);
        IReadOnlyList<GlimpseTrace> traces =
            GlimpseTracer.Trace(new RandomAgent(model, s_key), CatchEpisodes.Draw(rules, s_key, 0, 6), noise);
        Assert.Equal(3, traces.SelectMany(trace => trace.Actions).Distinct().Count());
        foreach ((int i, GlimpseTrace trace) in traces.Index())
        {
            Assert.Equal((5, 4), (trace.Frames.Count, trace.Actions.Length));
            Assert.All(trace.Actions, action => again.Step(i, default, action));
            Assert.Equal(again.EpisodeReward(i), trace.Reward);
        }
        // A still image is traced with its one frame.
        Assert.All(
            GlimpseTracer.Trace(new RandomAgent(Synthetic.Tiny, s_key), Synthetic.TinyBatch(), Synthetic.TinyNoise()),
            trace => Assert.Single(trace.Frames));
    }

    [Fact]
    public void It_needs_a_rollout_for_each_episode() => Assert.Throws<ArgumentException>(
        () => new RandomAgent(Synthetic.Tiny, s_key).Forward(Synthetic.TinyBatch(count: 2), Synthetic.TinyNoise(rows: 3)));
}
