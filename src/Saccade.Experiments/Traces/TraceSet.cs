using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Geometry;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Experiments.Traces;

/// <summary>What a model did at every step on N images, in arrays for other tools; see <see cref="TraceFile"/>.</summary>
public sealed record TraceSet
{
    private const int BatchSize = 500;

    /// <summary>The images [N, C, H, W] and what is known of them.</summary>
    public required TraceImages Images { get; init; }

    /// <summary>The model's options, of which the sensor's say how retinas came about.</summary>
    public required ModelOptions Model { get; init; }

    /// <summary>How locations were chosen.</summary>
    public required PolicyMode Policy { get; init; }

    /// <summary>The seed of first locations and samples.</summary>
    public required long Seed { get; init; }

    /// <summary>T, glimpses of each rollout.</summary>
    public required int Glimpses { get; init; }

    /// <summary>Where each glimpse was centred [N, T, 2], (x, y) in [-1, 1].</summary>
    public required float[] Locations { get; init; }

    /// <summary>Left, top and side of each patch in pixels [N, T, K, 3]; parts of it may lie outside of the image.</summary>
    public required int[] Boxes { get; init; }

    /// <summary>What the retina saw [N, T, K, C, G, G], 0 to 1.</summary>
    public required float[] Retinas { get; init; }

    /// <summary>The class probabilities after each glimpse [N, T, classes].</summary>
    public required float[] Probabilities { get; init; }

    /// <summary>The reward the baseline expects after each glimpse [N, T].</summary>
    public required float[] Baselines { get; init; }

    /// <summary>Lets a model look at each image once, as an evaluation does first.</summary>
    /// <param name="agent">The model.</param>
    /// <param name="images">The images.</param>
    /// <param name="policy">Whether locations are means or samples; a model with random glimpses takes these whatever it says.</param>
    /// <param name="glimpses">T; null for the number the model was trained with.</param>
    /// <param name="seed">The seed of first locations and samples; image i looks alike however many follow.</param>
    /// <exception cref="OptionException">The arrays would be larger than memory can hold.</exception>
    /// <exception cref="SaccadeException">The agent is a net that sees the whole image at once.</exception>
    public static TraceSet Take(IAgent agent, TraceImages images, PolicyMode policy, int? glimpses, long seed)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(images);
        GlimpseTracer.RequirePath(agent.Model);
        ModelOptions model = agent.Model;
        (int steps, int count, int scales) = (model.GlimpsesTaken(glimpses), images.Count, model.Sensor.Scales);
        int glimpse = model.Sensor.GlimpseSize(model.Channels);
        if ((long)count * steps * Math.Max(Math.Max(glimpse, model.Classes), 3 * scales) > Array.MaxLength)
        {
            throw new OptionException($"Traces of {count} images with {steps} glimpses of {glimpse} values do not fit into memory; take fewer images.");
        }
        PolicyMode mode = model.PolicyTaken(policy);
        TraceSet set = new()
        {
            Images = images,
            Model = model,
            Policy = mode,
            Seed = seed,
            Glimpses = steps,
            Locations = new float[count * steps * 2],
            Boxes = new int[count * steps * scales * 3],
            Retinas = new float[count * steps * glimpse],
            Probabilities = new float[count * steps * model.Classes],
            Baselines = new float[count * steps],
        };
        RandomKey key = new EvaluationOptions { Seed = seed }.RolloutKey(0);
        Batch batch = new(Math.Min(BatchSize, count), images.Size);
        for (int first = 0; first < count; first += BatchSize)
        {
            batch.Count = Math.Min(BatchSize, count - first);
            images.Pixels.Slice(first * images.Size.Pixels, batch.Count * images.Size.Pixels).CopyTo(batch.Pixels);
            IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(agent, batch, RolloutNoise.Draw(key, first, batch.Count, steps, mode));
            for (int i = 0; i < traces.Count; i++)
            {
                set.Put(first + i, traces[i]);
            }
        }
        return set;
    }

    private void Put(int index, GlimpseTrace trace)
    {
        trace.Locations.CopyTo(Locations, index * trace.Locations.Length);
        trace.Retinas.CopyTo(Retinas, index * trace.Retinas.Length);
        trace.Probabilities.CopyTo(Probabilities, index * trace.Probabilities.Length);
        trace.Baselines.CopyTo(Baselines, index * trace.Baselines.Length);
        int scales = Model.Sensor.Scales;
        for (int t = 0; t < Glimpses; t++)
        {
            for (int k = 0; k < scales; k++)
            {
                PatchBox box = Model.Sensor.Box(k, trace.Locations[2 * t], trace.Locations[2 * t + 1], trace.Size.Width, trace.Size.Height);
                int[] edges = [box.Left, box.Top, box.Side];
                edges.CopyTo(Boxes, ((index * Glimpses + t) * scales + k) * edges.Length);
            }
        }
    }
}
