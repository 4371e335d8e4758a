using Saccade.Figures;
using Saccade.Figures.Drawing;
using Saccade.Policy;

namespace Saccade.Experiments.Reports;

/// <summary>What figures and reports show of a model on a set of episodes: result, locations, rollouts, mistakes.</summary>
public sealed record Inspection
{
    /// <summary>The evaluation: one rollout of each episode, mean policy.</summary>
    public required EvaluationResult Result { get; init; }

    /// <summary>The task, which names classes and measures.</summary>
    public required ITask Task { get; init; }

    /// <summary>Where it looked, by class; null for actions, and for a classifier that sees the whole image at once.</summary>
    public required GazeMap? Gaze { get; init; }

    /// <summary>
    /// Accuracy after each of up to twice as many glimpses as it was trained with, or as many as an episode has; null where
    /// <see cref="Gaze"/> is null.
    /// </summary>
    public required GlimpseCurve? ByGlimpses { get; init; }

    /// <summary>Rollouts on the first episodes; none for a classifier that sees the whole image at once.</summary>
    public required IReadOnlyList<GlimpseTrace> Rollouts { get; init; }

    /// <summary>Rollouts that end with a wrong class, the most confident first; none where <see cref="Gaze"/> is null.</summary>
    public required IReadOnlyList<GlimpseTrace> Mistakes { get; init; }

    /// <summary>The names of the model's classes or actions; a model may have more than the task.</summary>
    public IReadOnlyList<string> Names =>
        [.. Task.ClassNames, .. ClassificationTask.NumberedClasses(Result.Confusion.Count).Skip(Task.ClassNames.Count)];

    /// <summary>Runs a model on every episode of a split.</summary>
    /// <param name="agent">The model.</param>
    /// <param name="task">Its task.</param>
    /// <param name="split">Validation or test.</param>
    /// <param name="name">The name of the model.</param>
    /// <param name="rollouts">The number of rollouts and mistakes to keep, at most.</param>
    /// <param name="seed">The seed of first locations; 0 gives the rollouts that <c>saccade eval</c> counts.</param>
    /// <exception cref="SaccadeException">There are no episodes, or labels that the model has no class for.</exception>
    public static Inspection Run(IAgent agent, ITask task, Split split, string name, int rollouts, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(task);
        ModelOptions model = agent.Model;
        IEpisodeSource episodes = task.Episodes(split, seed);
        EvaluationOptions options = new() { Seed = seed };
        int glimpses = model.GlimpseCount();
        bool attends = model.TakesGlimpses;
        bool classifies = attends && task.Answers == AnswerKind.Class;
        RecordingAgent recorder = new(agent, glimpses);
        EvaluationResult result = Evaluator.Evaluate(classifies ? recorder : agent, episodes, options);
        EvaluationOptions longer = options with
        {
            Price = 0,
            Glimpses = task.Steps ?? Math.Min(2 * glimpses, FigureOptions.MostGlimpses / model.Labels * model.Labels),
        };
        return new()
        {
            Result = model.Stops ? result with { StopCurve = StopCurve.Measure(agent, episodes, options) } : result,
            Task = task,
            Gaze = classifies ? recorder.Gaze : null,
            ByGlimpses = classifies
                ? new(name, Evaluator.Evaluate(agent, episodes, longer).AccuracyByGlimpse, result.Images, glimpses)
                : null,
            Rollouts = attends ? [.. GlimpseTracer.Trace(agent, episodes, rollouts, options).Select(Named)] : [],
            Mistakes = [.. recorder.Mistakes
                .OrderByDescending(mistake => mistake.Probability)
                .ThenBy(mistake => mistake.Index)
                .Take(rollouts)
                .Select(mistake => Named(Retrace(agent, episodes, mistake)))],
        };

        GlimpseTrace Named(GlimpseTrace trace) => trace with { ClassNames = task.ClassNames };
    }

    /// <summary>Runs the rollout of a mistake again, this time with all that figures need.</summary>
    private static GlimpseTrace Retrace(IAgent agent, IEpisodeSource episodes, Mistake mistake)
    {
        RolloutNoise noise = new(mistake.Start, mistake.Steps, agent.Model.EffectivePolicy(PolicyMode.Mean));
        noise = agent.Model.Priced(noise);
        return GlimpseTracer.Trace(agent, new SingleEpisode(episodes.Load(0, mistake.Batch), mistake.IndexInBatch), noise)[0];
    }
}
