using Saccade.Policy;
using Saccade.Sensing;

namespace Saccade.Evaluation;

/// <summary>Records traces of single episodes, for figures and other tools.</summary>
public static class GlimpseTracer
{
    /// <summary>Traces of the first episodes of a source: the rollouts that <see cref="Evaluator"/> counts first.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="episodes">The episodes; all are traced if there are fewer.</param>
    /// <param name="count">The number of traces.</param>
    /// <param name="options">Policy, glimpses and seed.</param>
    /// <exception cref="SaccadeException">
    /// The agent is a classifier that sees the whole image at once, or an output of it is NaN or infinite.
    /// </exception>
    public static IReadOnlyList<GlimpseTrace> Trace(IAgent agent, IEpisodeSource episodes, int count, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(options);
        List<GlimpseTrace> traces = [];
        for (int step = 0; step < episodes.StepsPerEpoch && traces.Count < count; step++)
        {
            RecordedEpisodes batch = new(episodes.Load(0, step), count - traces.Count);
            RolloutNoise noise = options.DrawNoise(agent.Model, batch, episodes.NoiseKey(options.Seed, 0), traces.Count);
            traces.AddRange(Trace(agent, batch, noise));
        }
        return traces;
    }

    /// <summary>Traces of the first images of a set.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="images">The images; all are traced if there are fewer.</param>
    /// <param name="count">The number of traces.</param>
    /// <param name="options">Policy, glimpses and seed.</param>
    /// <exception cref="SaccadeException">
    /// The agent is a classifier that sees the whole image at once, or an output of it is NaN or infinite.
    /// </exception>
    public static IReadOnlyList<GlimpseTrace> Trace(IAgent agent, IImageSource images, int count, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        return Trace(agent, ImageBatches.InOrder(images, options.BatchSize), count, options);
    }

    /// <summary>Checks that a model takes glimpses.</summary>
    /// <exception cref="SaccadeException">It is a classifier that sees the whole image at once.</exception>
    public static void RequirePath(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.TakesGlimpses)
        {
            throw new SaccadeException(new(
                ErrorKind.Unsupported, Detail: "this model classifies whole images: there is no path to draw",
                Remedy: "'saccade eval' measures its error"));
        }
    }

    /// <summary>One trace for each of B episodes; the noise has B rows.</summary>
    /// <exception cref="SaccadeException">
    /// The agent is a classifier that sees the whole image at once, or an output of it is NaN or infinite.
    /// </exception>
    public static IReadOnlyList<GlimpseTrace> Trace(IAgent agent, IEpisodes episodes, RolloutNoise noise)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(noise);
        return Trace(agent, new RecordedEpisodes(episodes, episodes.Count), noise);
    }

    private static IReadOnlyList<GlimpseTrace> Trace(IAgent agent, RecordedEpisodes episodes, RolloutNoise noise)
    {
        RequirePath(agent.Model);
        noise.RequireOneFor(episodes.Count);
        RolloutBatch rollouts = agent.Forward(episodes, noise).RequireFinite();
        GlimpseSensor sensor = new(agent.Model.Sensor, episodes.Size);
        return [.. Enumerable.Range(0, episodes.Count).Select(i => TraceOf(i, agent.Model.Labels, episodes, rollouts, sensor))];
    }

    private static GlimpseTrace TraceOf(
        int episode, int slots, RecordedEpisodes episodes, RolloutBatch rollouts, GlimpseSensor sensor)
    {
        int glimpses = rollouts.GlimpsesOf(episode, episodes.Count);
        bool act = episodes.Answers == AnswerKind.Action;
        GlimpseTrace trace = new()
        {
            Size = episodes.SizeOf(episode),
            Sensor = sensor.Options,
            Frames = [.. episodes.FramesOf(episode)],
            Label = act || slots > 1 ? null : episodes.LabelsOf(episode)[0],
            Slots = slots,
            Labels = slots > 1 ? episodes.LabelsOf(episode).ToArray() : [],
            Locations = Rows(rollouts.Locations, 2),
            Retinas = new float[glimpses * sensor.GlimpseSize],
            Probabilities = Rows(rollouts.Probabilities, rollouts.Probabilities.Length / rollouts.Values.Length),
            Values = Rows(rollouts.Values, 1),
            Actions = act ? Rows(rollouts.Actions, 1) : [],
            Reward = act ? episodes.EpisodeReward(episode) : null,
        };
        for (int t = 0; t < glimpses; t++)
        {
            Span<float> retina = trace.Retinas.AsSpan(t * sensor.GlimpseSize, sensor.GlimpseSize);
            sensor.Sense(trace.Frame(t), trace.Size, trace.Locations[2 * t], trace.Locations[2 * t + 1], retina);
        }
        return trace;

        T[] Rows<T>(T[] values, int length)
        {
            T[] rows = new T[glimpses * length];
            for (int t = 0; t < glimpses; t++)
            {
                values.AsSpan((t * episodes.Count + episode) * length, length).CopyTo(rows.AsSpan(t * length));
            }
            return rows;
        }
    }
}
