using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Experiments.Reports;

/// <summary>All that is shown of a model's looks at a set of images: its result, where it looked, rollouts, mistakes.</summary>
public sealed record Survey
{
    private const int MostGlimpses = 64;

    /// <summary>The evaluation: one rollout of each image, mean policy.</summary>
    public required EvaluationResult Result { get; init; }

    /// <summary>Where it looked; null for a net that sees the whole image at once.</summary>
    public required GazeMap? Gaze { get; init; }

    /// <summary>Accuracy after each of up to twice as many glimpses as it was trained with; null for a net that sees the whole image at once.</summary>
    public required GlimpseCurve? ByGlimpses { get; init; }

    /// <summary>Rollouts on the first images; none for a net that sees the whole image at once.</summary>
    public required IReadOnlyList<GlimpseTrace> Rollouts { get; init; }

    /// <summary>Rollouts that end with a wrong name, the surest first; none for a net that sees the whole image at once.</summary>
    public required IReadOnlyList<GlimpseTrace> Mistakes { get; init; }

    /// <summary>Lets a model look at every image of a set.</summary>
    /// <param name="agent">The model.</param>
    /// <param name="images">The set; those of epoch 0.</param>
    /// <param name="name">What the model is called.</param>
    /// <param name="rollouts">How many rollouts and mistakes to keep, at most.</param>
    /// <param name="seed">The seed of first locations; 0 gives the rollouts that <c>saccade eval</c> judges.</param>
    /// <exception cref="SaccadeException">There are no images, or labels that the model has no class for.</exception>
    public static Survey Of(IAgent agent, FrameComposer images, string name, int rollouts, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(images);
        ModelOptions model = agent.Model;
        bool looks = model.Kind == ModelKind.Attention;
        int glimpses = model.GlimpsesTaken();
        WatchedAgent watched = new(agent, glimpses);
        EvaluationOptions options = new() { Seed = seed };
        EvaluationResult result = Evaluator.Evaluate(watched, images, options);
        if (!looks)
        {
            return new() { Result = result, Gaze = null, ByGlimpses = null, Rollouts = [], Mistakes = [] };
        }
        EvaluationResult longer = Evaluator.Evaluate(agent, images, options with { Glimpses = Math.Min(2 * glimpses, MostGlimpses) });
        Mistake[] surest = [.. watched.Mistakes.OrderByDescending(mistake => mistake.Probability).ThenBy(mistake => mistake.Index).Take(rollouts)];
        return new()
        {
            Result = result,
            Gaze = watched.Gaze,
            ByGlimpses = new(name, longer.AccuracyByGlimpse, images.Count, glimpses),
            Rollouts = GlimpseTracer.Trace(agent, images, rollouts, options),
            Mistakes = surest.Length == 0 ? [] : Retrace(agent, images, surest),
        };
    }

    /// <summary>Takes the rollouts of the mistakes again, this time with all that figures need.</summary>
    private static IReadOnlyList<GlimpseTrace> Retrace(IAgent agent, FrameComposer images, Mistake[] mistakes)
    {
        Batch batch = new(mistakes.Length, images.Size) { Count = mistakes.Length };
        int glimpses = agent.Model.GlimpsesTaken();
        float[] steps = new float[2 * glimpses * mistakes.Length];
        for (int i = 0; i < mistakes.Length; i++)
        {
            images.Compose(0, mistakes[i].Index, batch.Image(i));
            batch.Labels[i] = images.Label(mistakes[i].Index);
            for (int t = 0; t < glimpses; t++)
            {
                mistakes[i].Steps.AsSpan(2 * t, 2).CopyTo(steps.AsSpan(2 * (t * mistakes.Length + i)));
            }
        }
        float[] starts = [.. mistakes.SelectMany(mistake => mistake.Start)];
        RolloutNoise noise = new(starts, steps, agent.Model.PolicyTaken(PolicyMode.Mean));
        return GlimpseTracer.Trace(agent, batch, noise);
    }
}
