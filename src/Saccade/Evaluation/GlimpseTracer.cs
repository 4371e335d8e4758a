using Saccade.Data;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Evaluation;

/// <summary>Records what an agent does on single images, for figures and other tools.</summary>
public static class GlimpseTracer
{
    /// <summary>Traces of the first images of a set: of each the first rollout that <see cref="Evaluator"/> judges it by.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="images">The set; fewer images are traced if it has fewer.</param>
    /// <param name="count">How many images.</param>
    /// <param name="options">Policy, glimpses and seed.</param>
    /// <exception cref="SaccadeException">The agent is a net that sees the whole image at once.</exception>
    public static IReadOnlyList<GlimpseTrace> Trace(IAgent agent, FrameComposer images, int count, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        EpochBatches batches = EpochBatches.InOrder(images, Math.Min(count, images.Count));
        Batch batch = batches.NewBatch();
        batches.Load(0, 0, batch);
        return Trace(agent, batch, RolloutNoise.Draw(
            options.RolloutKey(0), 0, batch.Count, agent.Model.GlimpsesTaken(options.Glimpses), agent.Model.PolicyTaken(options.Policy)));
    }

    /// <summary>Checks that a model looks glimpse by glimpse, so that there is something to trace.</summary>
    /// <exception cref="SaccadeException">It is a net that sees the whole image at once.</exception>
    public static void RequirePath(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Kind != ModelKind.Attention)
        {
            throw new SaccadeException("This net looks at the whole image at once: there is no path to draw; 'saccade eval' tells how well it names images.");
        }
    }

    /// <summary>One trace for each image of a batch; the noise has one row for each.</summary>
    /// <exception cref="SaccadeException">The agent is a net that sees the whole image at once.</exception>
    public static IReadOnlyList<GlimpseTrace> Trace(IAgent agent, Batch batch, RolloutNoise noise)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(noise);
        RequirePath(agent.Model);
        noise.RequireOneFor(batch.Count);
        BatchTrace all = agent.Look(batch, noise);
        GlimpseSensor sensor = new(agent.Model.Sensor, batch.Size);
        GlimpseTrace[] traces = new GlimpseTrace[batch.Count];
        for (int image = 0; image < traces.Length; image++)
        {
            float[] locations = Rows(all.Locations, image, batch.Count, noise.Glimpses);
            float[] retinas = new float[noise.Glimpses * sensor.GlimpseSize];
            for (int t = 0; t < noise.Glimpses; t++)
            {
                Span<float> retina = retinas.AsSpan(t * sensor.GlimpseSize, sensor.GlimpseSize);
                sensor.Sense(batch.Image(image), locations[2 * t], locations[2 * t + 1], retina);
            }
            traces[image] = new()
            {
                Size = batch.Size,
                Sensor = agent.Model.Sensor,
                Pixels = batch.Image(image).ToArray(),
                Label = batch.Labels[image],
                Locations = locations,
                Retinas = retinas,
                Probabilities = Rows(all.Probabilities, image, batch.Count, noise.Glimpses),
                Baselines = Rows(all.Baselines, image, batch.Count, noise.Glimpses),
            };
        }
        return traces;
    }

    /// <summary>The rows [T, n] of one image out of [T, B, n].</summary>
    private static float[] Rows(float[] values, int image, int images, int glimpses)
    {
        int length = values.Length / (glimpses * images);
        float[] rows = new float[glimpses * length];
        for (int t = 0; t < glimpses; t++)
        {
            values.AsSpan((t * images + image) * length, length).CopyTo(rows.AsSpan(t * length));
        }
        return rows;
    }
}
