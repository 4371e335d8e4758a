using Saccade.Data;
using Saccade.Data.Synthetic;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Reports;
using Saccade.Images;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;

namespace Saccade.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private static readonly ImageSize s_size = new(1, 3, 2);

    /// <summary>After glimpse t of four images: what the agent takes each for, by image and glimpse.</summary>
    private static readonly int[][] s_named = [[2, 0], [1, 1], [0, 2], [0, 1]];

    [Fact]
    public void Figures_of_one_rollout_are_those_counted_by_hand()
    {
        EvaluationResult result = Evaluator.Evaluate(Pupil((image, t) => s_named[image][t]), Images(0, 1, 1, 1), new());
        Assert.Equal(4, result.Images);
        Assert.Equal(1, result.Rollouts);
        Assert.Equal(25, result.ErrorPercent);
        Assert.Equal(25, result.AveragedErrorPercent);
        (double low, double high) = Interval.Wilson95(1, 4);
        Assert.Equal((100 * low, 100 * high), (result.ErrorPercentLow, result.ErrorPercentHigh));
        Assert.Equal([0.25, 0.75], result.AccuracyByGlimpse);
        Assert.Equal([[1, 0, 0], [0, 2, 1], [0, 0, 0]], result.Confusion);
        Assert.True(result.ImagesPerSecond > 0);
    }

    [Fact]
    public void Rollouts_are_averaged_by_their_probabilities_not_by_votes()
    {
        // Two weak voices for class 1 against a strong one for class 0: the mean is (0.6, 0.4).
        int look = 0;
        ScriptedAgent agent = new(2, 1, (_, _, _, _) => look++ == 0 ? [1, 0] : [0.4f, 0.6f]);
        EvaluationResult result = Evaluator.Evaluate(agent, Images(1), new() { Rollouts = 3 });
        Assert.Equal((3, 100, 100), (result.Rollouts, result.ErrorPercent, result.AveragedErrorPercent));
        look = 0;
        result = Evaluator.Evaluate(agent, Images(1), new() { Rollouts = 7 });
        // With seven it is (3.4, 3.6) / 7; the headline is still the first rollout's.
        Assert.Equal((7, 100, 0), (result.Rollouts, result.ErrorPercent, result.AveragedErrorPercent));
        Assert.Equal([[0, 0], [1, 0]], result.Confusion);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Outputs_that_are_not_finite_are_refused_by_all_that_use_them(float output)
    {
        ScriptedAgent agent = new(2, 1, (_, _, _, _) => [1, output]);
        Action[] uses =
        [
            () => Evaluator.Evaluate(agent, Images(1), new()),
            () => GlimpseTracer.Trace(agent, Images(1), 1, new()),
            () => new RecordingAgent(agent, 1).Forward(
                ((IEpisodeSource)ImageBatches.InOrder(Images(1), 1)).Load(0, 0), RolloutNoise.Draw(default, 0, 1, 1, PolicyMode.Mean)),
        ];
        Assert.All(uses, use =>
        {
            NumericalException refused = Assert.Throws<NumericalException>(use);
            Assert.Equal(
                (ErrorKind.NotFinite, "probabilities", (double)output), (refused.Error.Kind, refused.Error.Key, refused.Error.Value));
            Assert.StartsWith("One of the probabilities became ", refused.Message);
        });
    }

    [Fact]
    public void Every_output_is_checked()
    {
        RolloutBatch sound = new() { Locations = [0, 1], Probabilities = [1, 0], Values = [1e30f] };
        Assert.Same(sound, sound.RequireFinite());
        Assert.Equal("locations", Key(sound with { Locations = [0, float.NaN] }));
        Assert.Equal("probabilities", Key(sound with { Probabilities = [float.PositiveInfinity, 0] }));
        Assert.Equal("value estimates", Key(sound with { Values = [float.NaN] }));

        static string? Key(RolloutBatch rollouts) => Assert.Throws<NumericalException>(rollouts.RequireFinite).Error.Key;
    }

    [Fact]
    public void Draws_have_their_own_frames_and_noise_and_the_error_is_their_mean()
    {
        // Right where the digit lies in the left column: the draws differ.
        ScriptedAgent agent = new(10, 1, (image, _, _, _) => OneHot(10, image[0] == 0 ? 9 : image[0] - 1));
        TaskOptions wide = new() { FrameWidth = 4, FrameHeight = 3, ValidationDigits = 1 };
        byte[] labels = [.. Enumerable.Range(0, 40).Select(i => (byte)(i % 9))];
        byte[] pixels = [.. labels.SelectMany(label => Enumerable.Repeat((byte)(label + 1), 3))];
        ImageSet digits = new(pixels, labels, new(1, 3, 1));
        FrameComposer images = new(digits, wide, RandomKey.FromSeed(3));
        double[] alone = [.. Enumerable.Range(0, 3).Select(draw => 100.0 * Enumerable.Range(0, 40).Count(i => Corner(i, draw) == 0) / 40)];
        Assert.Equal(3, alone.Distinct().Count());
        EvaluationResult result = Evaluator.Evaluate(agent, images, new() { Draws = 3 });
        Assert.Equal((40, 3), (result.Images, result.Draws));
        Assert.Equal(alone.Average(), result.ErrorPercent, 1e-9);
        double variance = alone.Sum(error => Math.Pow(error - alone.Average(), 2)) / 2;
        Assert.Equal(Math.Sqrt(variance / 3), result.ErrorPercentStandardError!.Value, 1e-9);
        Assert.Equal(1 - alone.Average() / 100, result.AccuracyByGlimpse[0], 1e-9);
        Assert.Equal(120, result.Confusion.Sum(row => row.Sum()));
        Assert.Null(Evaluator.Evaluate(agent, images, new()).ErrorPercentStandardError);
        Assert.Equal(alone[0], Evaluator.Evaluate(agent, images, new()).ErrorPercent);

        byte Corner(int image, int draw)
        {
            byte[] frame = new byte[images.Size.Pixels];
            images.Compose(draw, image, frame);
            return frame[0];
        }
    }

    [Fact]
    public void Of_equal_probabilities_the_first_class_is_named() =>
        Assert.Equal(
            [[1, 0, 0], [1, 0, 0], [0, 0, 0]],
            Evaluator.Evaluate(new ScriptedAgent(3, 1, (_, _, _, _) => [0.4f, 0.2f, 0.4f]), Images(0, 1), new()).Confusion);

    [Fact]
    public void The_headline_does_not_depend_on_rollouts_or_batches()
    {
        // Right where the first location is to the left.
        ScriptedAgent agent = new(10, 3, (image, x, y, t) => OneHot(10, (image[0] - 1 + (x + 0.1f * t < 0 ? 0 : 1)) % 10));
        FrameComposer images = Images([.. Enumerable.Range(0, 57).Select(i => (byte)(i % 10))]);
        EvaluationResult alone = Evaluator.Evaluate(agent, images, new() { BatchSize = 57 });
        Assert.InRange(alone.ErrorPercent, 20, 80);
        foreach (int batch in (int[])[1, 10, 56, 500])
        {
            EvaluationResult many = Evaluator.Evaluate(agent, images, new() { BatchSize = batch, Rollouts = 4 });
            Assert.Equal(alone.ErrorPercent, many.ErrorPercent);
            Assert.Equal(alone.AccuracyByGlimpse, many.AccuracyByGlimpse);
            Assert.Equal(alone.Confusion, many.Confusion);
        }
        Assert.NotEqual(alone.Confusion, Evaluator.Evaluate(agent, images, new() { Seed = 1 }).Confusion);
    }

    [Fact]
    public void Policy_and_number_of_glimpses_reach_the_agent()
    {
        ScriptedAgent agent = new(2, 3, (_, _, _, _) => [1, 0]);
        Evaluator.Evaluate(agent, Images(0, 1), new());
        Evaluator.Evaluate(agent, Images(0, 1), new() { Policy = PolicyMode.Sample, Glimpses = 5, Rollouts = 2 });
        Assert.Equal([3, 5, 5], agent.Noise.Select(noise => noise.Glimpses));
        Assert.All(agent.Noise[0].Steps.ToArray(), step => Assert.Equal(0, step));
        Assert.DoesNotContain(0, agent.Noise[1].Steps.ToArray());
        // The first rollout begins where it begins without sampling; the second elsewhere.
        Assert.Equal(agent.Noise[0].Starts.ToArray(), agent.Noise[1].Starts.ToArray());
        Assert.NotEqual(agent.Noise[1].Starts.ToArray(), agent.Noise[2].Starts.ToArray());
        Assert.Single(Evaluator.Evaluate(agent, Images(0), new() { Glimpses = 1 }).AccuracyByGlimpse);
    }

    [Fact]
    public void Progress_rises_to_one()
    {
        Shares shares = new();
        Evaluator.Evaluate(
            new ScriptedAgent(2, 1, (_, _, _, _) => [1, 0]), Images(0, 1, 0, 1, 0), new() { BatchSize = 2, Rollouts = 2 }, shares);
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 0.9, 1], shares.Reported.Select(share => Math.Round(share, 12)));
    }

    [Fact]
    public void No_images_and_labels_without_a_class_are_refused()
    {
        ScriptedAgent agent = new(2, 1, (_, _, _, _) => [1, 0]);
        ErrorData label = Assert.Throws<SaccadeException>(() => Evaluator.Evaluate(agent, Images(0, 1, 2), new())).Error;
        Assert.Equal((ErrorKind.OutOfRange, "the label of image 2", 2, "0 to 1"), (label.Kind, label.Key, label.Value, label.Allowed));
        ErrorData empty = Assert.Throws<SaccadeException>(() => Evaluator.Evaluate(agent, Images(), new())).Error;
        Assert.Equal((ErrorKind.Missing, "images", "give one image or more"), (empty.Kind, empty.Key, empty.Remedy));
        Assert.Empty(agent.Noise);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<OptionException>(() => new EvaluationOptions { Rollouts = 0 });
        Assert.Throws<OptionException>(() => new EvaluationOptions { Glimpses = 0 });
        Assert.Throws<OptionException>(() => new EvaluationOptions { BatchSize = 0 });
        Assert.Throws<OptionException>(() => new EvaluationOptions { Policy = (PolicyMode)7 });
    }

    private static ScriptedAgent Pupil(Func<int, int, int> named) => new(3, 2, (image, _, _, t) => OneHot(3, named(image[0] - 1, t)));

    private static float[] OneHot(int classes, int one) => [.. Enumerable.Range(0, classes).Select(c => c == one ? 1f : 0f)];

    /// <summary>Images of those classes; image i is i + 1 everywhere.</summary>
    private static FrameComposer Images(params byte[] labels)
    {
        byte[] pixels = [.. Enumerable.Range(0, labels.Length * s_size.Pixels).Select(i => (byte)(i / s_size.Pixels + 1))];
        return new(
            new ImageSet(pixels, labels, s_size), new TaskOptions { FrameWidth = s_size.Width, FrameHeight = s_size.Height }, default);
    }

    private sealed class Shares : IProgress<double>
    {
        public List<double> Reported { get; } = [];

        public void Report(double value) => Reported.Add(value);
    }
}
