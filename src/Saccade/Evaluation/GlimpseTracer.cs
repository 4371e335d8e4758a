using Saccade.Data;
using Saccade.Model;

namespace Saccade.Evaluation;

/// <summary>Records what an agent does on single images, for figures and other tools.</summary>
public static class GlimpseTracer
{
    /// <summary>One trace for each image of a batch; the noise has one row for each.</summary>
    public static IReadOnlyList<GlimpseTrace> Trace(IAgent agent, Batch batch, RolloutNoise noise)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(noise);
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
