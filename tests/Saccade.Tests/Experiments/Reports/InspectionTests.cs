using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Reports;
using Saccade.Images;
using Saccade.Tasks;
using Saccade.Tests.Data;
using Saccade.Tests.Evaluation;

namespace Saccade.Tests.Experiments.Reports;

public sealed class InspectionTests
{
    [Fact]
    public void The_result_is_the_evaluators_and_the_mistakes_are_the_surest_first()
    {
        // Image i has the label i % 3 and its number as its pixels; every fourth is named one class too far, the surer the later it comes.
        ImageSet images = Images(40);
        ScriptedAgent agent = new(3, 4, Think);
        Inspection inspection = Inspection.Run(agent, Task(images), Split.Test, "scripted", rollouts: 5);
        EvaluationResult alone = Evaluator.Evaluate(new ScriptedAgent(3, 4, Think), images, new());
        Assert.Equal(alone.ErrorPercent, inspection.Result.ErrorPercent);
        Assert.Equal(alone.Confusion, inspection.Result.Confusion);
        Assert.Equal([36, 32, 28, 24, 20], inspection.Mistakes.Select(trace => (int)trace.Frame(0)[0]));
        Assert.All(inspection.Mistakes, trace => Assert.NotEqual(trace.Label, trace.PredictedClass(3)));
        Assert.Equal([0, 1, 2, 3, 4], inspection.Rollouts.Select(trace => (int)trace.Frame(0)[0]));
        Assert.Equal(
            (8, 40, 4), (inspection.ByGlimpses!.Accuracy.Count, inspection.ByGlimpses.Images, inspection.ByGlimpses.TrainedGlimpses));
    }

    [Fact]
    public void A_mistake_is_shown_with_the_very_rollout_that_was_evaluated()
    {
        ImageSet images = Images(9);
        ScriptedAgent agent = new(3, 4, Think);
        Inspection inspection = Inspection.Run(agent, Task(images), Split.Test, "scripted", rollouts: 9);
        // The evaluation came first; image 8 is its ninth row.
        float[] start = agent.Noise[0].Starts.Slice(2 * 8, 2).ToArray();
        GlimpseTrace mistake = Assert.Single(inspection.Mistakes, trace => trace.Frame(0)[0] == 8);
        Assert.Equal(start, mistake.Locations[..2]);
        Assert.Equal(mistake.Locations, inspection.Rollouts[8].Locations);
    }

    [Fact]
    public void Every_glimpse_of_every_image_is_counted_once_where_it_was()
    {
        ImageSet images = Images(30);
        ScriptedAgent agent = new(3, 2, Think);
        Inspection inspection = Inspection.Run(agent, Task(images), Split.Test, "scripted", rollouts: 1);
        Assert.Equal(60, inspection.Gaze!.Counts(null, null).Sum());
        Assert.All(Enumerable.Range(0, 3), label => Assert.Equal(10, inspection.Gaze.Counts(label, 1).Sum()));
        int[] expected = new int[24 * 24];
        for (int i = 0; i < 30; i++)
        {
            (float x, float y) = (agent.Noise[0].Starts[2 * i], agent.Noise[0].Starts[2 * i + 1]);
            expected[(int)((y + 1) * 12) * 24 + (int)((x + 1) * 12)]++;
        }
        Assert.Equal(expected, inspection.Gaze.Counts(null, 0));
    }

    [Fact]
    public void A_model_without_mistakes_has_none_and_no_images_are_refused()
    {
        ScriptedAgent right = new(3, 2, (image, _, _, _) => [.. Enumerable.Range(0, 3).Select(c => c == image[0] % 3 ? 1f : 0f)]);
        Assert.Empty(Inspection.Run(right, Task(Images(5)), Split.Test, "right", rollouts: 3).Mistakes);
        Assert.Throws<SaccadeException>(() => Inspection.Run(right, Task(Digits.Filled(0, s_size, 0)), Split.Test, "none", rollouts: 3));
    }

    private static readonly ImageSize s_size = new(1, 4, 4);

    private static ClassificationTask Task(IImageSource images) =>
        new(images.Size, ClassificationTask.NumberedClasses(3), training: null, () => images);

    private static float[] Think(byte[] image, float x, float y, int t)
    {
        float[] probabilities = [0.05f, 0.05f, 0.05f];
        bool wrong = image[0] % 4 == 0;
        probabilities[(image[0] + (wrong ? 1 : 0)) % 3] = wrong ? 0.5f + image[0] / 100f : 0.9f;
        return probabilities;
    }

    private static ImageSet Images(int count)
    {
        byte[] pixels = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((byte)i, s_size.Pixels))];
        return new(pixels, Enumerable.Range(0, count).Select(i => (byte)(i % 3)).ToArray(), s_size);
    }
}
