using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Reports;
using Saccade.Geometry;
using Saccade.Runtime;
using Saccade.Tests.Data;
using Saccade.Tests.Evaluation;

namespace Saccade.Tests.Reports;

public sealed class SurveyTests
{
    [Fact]
    public void The_result_is_the_evaluators_and_the_mistakes_are_the_surest_first()
    {
        // Image i has the label i % 3 and its number as its pixels; every fourth is named one class too far, the surer the later it comes.
        FrameComposer images = Images(40);
        ScriptedAgent agent = new(3, 4, Think);
        Survey survey = Survey.Of(agent, images, "scripted", rollouts: 5);
        EvaluationResult alone = Evaluator.Evaluate(new ScriptedAgent(3, 4, Think), images, new());
        Assert.Equal(alone.ErrorPercent, survey.Result.ErrorPercent);
        Assert.Equal(alone.Confusion, survey.Result.Confusion);
        Assert.Equal([36, 32, 28, 24, 20], survey.Mistakes.Select(trace => (int)trace.Pixels[0]));
        Assert.All(survey.Mistakes, trace => Assert.NotEqual(trace.Label, trace.PredictedClass(3)));
        Assert.Equal([0, 1, 2, 3, 4], survey.Rollouts.Select(trace => (int)trace.Pixels[0]));
        Assert.Equal((8, 40, 4), (survey.ByGlimpses!.Accuracy.Count, survey.ByGlimpses.Images, survey.ByGlimpses.TrainedGlimpses));
    }

    [Fact]
    public void A_mistake_is_shown_with_the_very_rollout_that_was_judged()
    {
        FrameComposer images = Images(9);
        ScriptedAgent agent = new(3, 4, Think);
        Survey survey = Survey.Of(agent, images, "scripted", rollouts: 9);
        // The evaluation came first; image 8 is its ninth row.
        float[] start = agent.Noise[0].Starts.Slice(2 * 8, 2).ToArray();
        GlimpseTrace mistake = Assert.Single(survey.Mistakes, trace => trace.Pixels[0] == 8);
        Assert.Equal(start, mistake.Locations[..2]);
        Assert.Equal(mistake.Locations, survey.Rollouts[8].Locations);
    }

    [Fact]
    public void Every_glimpse_of_every_image_is_counted_once_where_it_was()
    {
        FrameComposer images = Images(30);
        ScriptedAgent agent = new(3, 2, Think);
        Survey survey = Survey.Of(agent, images, "scripted", rollouts: 1);
        Assert.Equal(60, survey.Gaze!.Counts(null, null).Sum());
        Assert.All(Enumerable.Range(0, 3), label => Assert.Equal(10, survey.Gaze.Counts(label, 1).Sum()));
        int[] expected = new int[24 * 24];
        for (int i = 0; i < 30; i++)
        {
            (float x, float y) = (agent.Noise[0].Starts[2 * i], agent.Noise[0].Starts[2 * i + 1]);
            expected[(int)((y + 1) * 12) * 24 + (int)((x + 1) * 12)]++;
        }
        Assert.Equal(expected, survey.Gaze.Counts(null, 0));
    }

    [Fact]
    public void A_model_without_mistakes_has_none_and_no_images_are_refused()
    {
        ScriptedAgent right = new(3, 2, (image, _, _, _) => [.. Enumerable.Range(0, 3).Select(c => c == image[0] % 3 ? 1f : 0f)]);
        Assert.Empty(Survey.Of(right, Images(5), "right", rollouts: 3).Mistakes);
        Assert.Throws<SaccadeException>(() => Survey.Of(right, new(Digits.Filled(0, new(1, 4, 4), 0), Task, default), "none", rollouts: 3));
    }

    private static TaskOptions Task { get; } = new() { FrameWidth = 4, FrameHeight = 4 };

    private static float[] Think(byte[] image, float x, float y, int t)
    {
        float[] probabilities = [0.05f, 0.05f, 0.05f];
        bool wrong = image[0] % 4 == 0;
        probabilities[(image[0] + (wrong ? 1 : 0)) % 3] = wrong ? 0.5f + image[0] / 100f : 0.9f;
        return probabilities;
    }

    private static FrameComposer Images(int count)
    {
        ImageSize size = new(1, 4, 4);
        byte[] pixels = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((byte)i, size.Pixels))];
        return new(new ImageSet(pixels, Enumerable.Range(0, count).Select(i => (byte)(i % 3)).ToArray(), size), Task, default);
    }
}
