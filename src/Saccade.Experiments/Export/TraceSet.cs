using Saccade.Images;
using Saccade.Policy;
using Saccade.Random;

namespace Saccade.Experiments.Export;

/// <summary>The rollouts of a model on N images, in arrays for other tools; see <see cref="TraceFile"/>.</summary>
public sealed record TraceSet
{
    private const int BatchSize = 500;

    /// <summary>The images [N, C, H, W] and what is known of them.</summary>
    public required TraceImages Images { get; init; }

    /// <summary>The model's options, its sensor's among them.</summary>
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

    /// <summary>The patches of each glimpse [N, T, K, C, G, G], 0 to 1.</summary>
    public required float[] Retinas { get; init; }

    /// <summary>The class probabilities after each glimpse [N, T, classes].</summary>
    public required float[] Probabilities { get; init; }

    /// <summary>The value estimate after each glimpse [N, T].</summary>
    public required float[] Baselines { get; init; }

    /// <summary>
    /// The number of glimpses of each rollout [N], where a stop network ended it: the last one stands for those that it did not take; null
    /// for other models.
    /// </summary>
    public int[]? GlimpsesTaken { get; init; }

    /// <summary>The label, from 0, that each glimpse serves [T], of a model of sequences; null for other models.</summary>
    public int[]? Slots => Model.ReadsSequences
        ? [.. Enumerable.Range(0, Glimpses).Select(t => LabelSequence.SlotAt(t, Model.Labels, Glimpses))] : null;

    /// <summary>Runs one rollout on each image, as the first of an evaluation.</summary>
    /// <param name="agent">The model.</param>
    /// <param name="images">The images.</param>
    /// <param name="policy">Whether locations are means or samples; ignored by a model with random glimpses.</param>
    /// <param name="glimpses">T; null for the number the model was trained with.</param>
    /// <param name="seed">The seed of first locations and samples; the result of an image does not depend on how many follow.</param>
    /// <exception cref="OptionException">The arrays would be larger than memory can hold.</exception>
    /// <exception cref="SaccadeException">The agent is a classifier that sees the whole image at once.</exception>
    public static TraceSet Run(IAgent agent, TraceImages images, PolicyMode policy, int? glimpses, long seed)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(images);
        GlimpseTracer.RequirePath(agent.Model);
        ModelOptions model = agent.Model;
        (int steps, int count, int scales) = (model.GlimpseCount(glimpses), images.Count, model.Sensor.Scales);
        int glimpse = model.Sensor.GlimpseSize(model.Channels);
        if ((long)count * steps * Math.Max(Math.Max(glimpse, model.Classes), 3 * scales) > Array.MaxLength)
        {
            string detail = $"traces with {steps} glimpses of {glimpse} values do not fit into memory";
            throw new OptionException(new(ErrorKind.OutOfRange, Detail: detail, Remedy: "take fewer images", Key: "count", Value: count));
        }
        PolicyMode mode = model.EffectivePolicy(policy);
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
            GlimpsesTaken = model.Stops ? new int[count] : null,
        };
        RandomKey key = RandomKey.FromSeed(seed).Fork("evaluation").Fork(0);
        ImageBatches batches = ImageBatches.InOrder(images, BatchSize);
        ImageBatch batch = batches.NewBatch();
        for (int step = 0, first = 0; step < batches.StepsPerEpoch; step++, first += batches.BatchSize)
        {
            batches.Load(0, step, batch);
            IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(
                agent, batch, model.Priced(RolloutNoise.Draw(key, first, batch.Count, steps, mode)));
            for (int i = 0; i < traces.Count; i++)
            {
                set.Put(first + i, traces[i]);
            }
        }
        return set;
    }

    private void Put(int index, GlimpseTrace trace)
    {
        GlimpsesTaken?[index] = trace.Glimpses;
        Repeat(trace.Locations, Locations);
        Repeat(trace.Retinas, Retinas);
        Repeat(trace.Probabilities, Probabilities);
        Repeat(trace.Values, Baselines);
        int scales = Model.Sensor.Scales;
        for (int t = 0; t < Glimpses; t++)
        {
            for (int k = 0; k < scales; k++)
            {
                PatchBox box = trace.Box(Math.Min(t, trace.Glimpses - 1), k);
                int[] edges = [box.Left, box.Top, box.Side];
                edges.CopyTo(Boxes, ((index * Glimpses + t) * scales + k) * edges.Length);
            }
        }

        void Repeat(float[] values, float[] all)
        {
            int length = values.Length / trace.Glimpses;
            for (int t = 0; t < Glimpses; t++)
            {
                values.AsSpan(Math.Min(t, trace.Glimpses - 1) * length, length).CopyTo(all.AsSpan((index * Glimpses + t) * length));
            }
        }
    }
}
