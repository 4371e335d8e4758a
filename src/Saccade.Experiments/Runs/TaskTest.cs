using Saccade.Policy;

namespace Saccade.Experiments.Runs;

/// <summary>How a model does on the test episodes of its task.</summary>
/// <param name="Result">The model.</param>
/// <param name="Chance">An agent whose every action is random, on the same episodes; null where answers are classes.</param>
public sealed record TaskTest(EvaluationResult Result, EvaluationResult? Chance)
{
    /// <summary>Evaluates a model and, where answers are actions, a random agent beside it.</summary>
    /// <param name="agent">The model.</param>
    /// <param name="task">Its task.</param>
    /// <param name="split">Validation or test.</param>
    /// <param name="options">Rollouts, policy, glimpses and seed.</param>
    /// <param name="progress">Receives the share of all rollouts that are done.</param>
    public static TaskTest Run(
        IAgent agent, ITask task, Split split, EvaluationOptions options, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(options);
        IEpisodeSource episodes = task.Episodes(split, options.Seed);
        EvaluationResult result = Evaluator.Evaluate(agent, episodes, options, progress);
        if (task.Answers != AnswerKind.Action)
        {
            return new(agent.Model.Stops ? result with { StopCurve = StopCurve.Measure(agent, episodes, options) } : result, Chance: null);
        }
        RandomAgent random = new(agent.Model, episodes.NoiseKey(options.Seed, 0));
        return new(result, Evaluator.Evaluate(random, episodes, new() { Policy = PolicyMode.Mean }));
    }
}
