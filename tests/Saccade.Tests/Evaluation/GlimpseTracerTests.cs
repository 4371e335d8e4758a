using Saccade.Data;
using Saccade.Data.Synthetic;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Tests.Data;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Evaluation;

public sealed class GlimpseTracerTests
{
    private static readonly ImageSize s_size = new(1, 5, 7);
    private static readonly FrameComposer s_images = new(
        Digits.Noise(6, s_size), new TaskOptions { FrameWidth = 7, FrameHeight = 5 }, default);

    // The probabilities of the agent encode image and glimpse.
    private readonly ScriptedAgent _agent = new(3, 4, (image, x, y, t) => [image[0], t, x]);

    [Fact]
    public void A_trace_holds_what_the_agent_did_on_its_image_at_each_glimpse()
    {
        IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(_agent, s_images, 3, new());
        Assert.Equal(3, traces.Count);
        RolloutNoise noise = Assert.Single(_agent.Noise);
        foreach ((int i, GlimpseTrace trace) in traces.Index())
        {
            (float x, float y) = (noise.Starts[2 * i], noise.Starts[2 * i + 1]);
            byte[] image = s_images.Frame(0, i);
            Assert.Equal(s_size, trace.Size);
            Assert.Equal(_agent.Model.Sensor, trace.Sensor);
            Assert.Equal(image, trace.Frame(0));
            Assert.Equal(s_images.Labels[i], trace.Label);
            Assert.Equal((4, 3), (trace.Glimpses, trace.Classes));
            for (int t = 0; t < 4; t++)
            {
                Assert.Equal([Math.Clamp(x + 0.1f * t, -1, 1), Math.Clamp(y + 0.2f * t, -1, 1)], trace.Locations[(2 * t)..(2 * t + 2)]);
                Assert.Equal([image[0], t, x], trace.Probabilities[(3 * t)..(3 * t + 3)]);
                Assert.Equal(t + x, trace.Values[t]);
                Assert.Equal(0, trace.PredictedClass(t));
            }
        }
    }

    [Fact]
    public void The_retina_is_what_the_sensor_sees_at_each_location()
    {
        foreach (GlimpseTrace trace in GlimpseTracer.Trace(_agent, s_images, 6, new() { Glimpses = 9 }))
        {
            int length = trace.Sensor.GlimpseSize(1);
            Assert.Equal(9 * length, trace.Retinas.Length);
            for (int t = 0; t < 9; t++)
            {
                double[] expected =
                    NaiveSensor.Sense(trace.Sensor, s_size, trace.Frame(0), trace.Locations[2 * t], trace.Locations[2 * t + 1]);
                Assert.All(expected.Zip(trace.Retinas.Skip(t * length)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
            }
        }
    }

    [Fact]
    public void No_more_images_are_traced_than_there_are() =>
        Assert.Equal(6, GlimpseTracer.Trace(_agent, s_images, 100, new()).Count);

    [Fact]
    public void Only_the_episodes_asked_for_are_run_and_recorded()
    {
        Assert.Equal(5, GlimpseTracer.Trace(_agent, ImageBatches.InOrder(s_images, 4), 5, new()).Count);
        Assert.Equal([4, 1], _agent.Noise.Select(noise => noise.Rows));
    }

    [Fact]
    public void The_rollouts_are_those_of_an_evaluation()
    {
        FrameComposer images = new(Digits.Noise(40, s_size), new TaskOptions { FrameWidth = 7, FrameHeight = 5 }, default);
        // Names the tenth of the frame, from the left, in which it begins.
        ScriptedAgent agent = new(10, 4, (_, x, _, _) => [.. Enumerable.Range(0, 10).Select(c => c == (int)(5 * (x + 1)) ? 1f : 0f)]);
        EvaluationOptions options = new() { Rollouts = 2, Policy = PolicyMode.Sample, Glimpses = 3, Seed = 9, BatchSize = 16 };
        EvaluationResult result = Evaluator.Evaluate(agent, images, options);
        IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(agent, images, 40, options);
        Assert.Equal(result.Confusion, Enumerable.Range(0, 10).Select(label => Enumerable.Range(0, 10).Select(
            named => traces.Count(trace => trace.Label == label && trace.PredictedClass(2) == named))));
        // Three batches of two rollouts each; the traces are of the first.
        Assert.Equal(3 * 2 + 3, agent.Noise.Count);
        for (int batch = 0; batch < 3; batch++)
        {
            Assert.Equal(agent.Noise[2 * batch].Starts, agent.Noise[6 + batch].Starts);
            Assert.Equal(agent.Noise[2 * batch].Step(1), agent.Noise[6 + batch].Step(1));
        }
    }

    [Fact]
    public void An_image_is_traced_alike_however_many_there_are()
    {
        GlimpseTrace alone = Assert.Single(GlimpseTracer.Trace(_agent, s_images, 1, new() { Policy = PolicyMode.Sample }));
        GlimpseTrace first = GlimpseTracer.Trace(_agent, s_images, 5, new() { Policy = PolicyMode.Sample })[0];
        Assert.Equal(alone.Locations, first.Locations);
        Assert.Equal(_agent.Noise[0].Steps.ToArray(), Enumerable.Range(0, 4).SelectMany(t => _agent.Noise[1].Step(t)[..2].ToArray()));
        Assert.DoesNotContain(0, _agent.Noise[0].Steps.ToArray());
    }
}
