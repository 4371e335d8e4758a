using System.Diagnostics;
using Saccade.Policy;

namespace Saccade.Evaluation;

/// <summary>Measures an agent on the episodes of a task.</summary>
public static class Evaluator
{
    /// <summary>Runs K rollouts of every image of epoch 0 and counts wrong classes.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="images">The images.</param>
    /// <param name="options">Rollouts, policy, glimpses and seed.</param>
    /// <param name="progress">Receives the share of rollouts done, 0 to 1.</param>
    /// <exception cref="SaccadeException">There are no images, or a label is not below the number of classes.</exception>
    public static EvaluationResult Evaluate(
        IAgent agent, IImageSource images, EvaluationOptions options, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        return Evaluate(agent, ImageBatches.InOrder(images, options.BatchSize), options, progress);
    }

    /// <summary>Runs K rollouts of every episode of epoch 0 and counts failures: a wrong class, or a reward below 1.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="episodes">The episodes.</param>
    /// <param name="options">Rollouts, policy, glimpses and seed.</param>
    /// <param name="progress">Receives the share of rollouts done, 0 to 1.</param>
    /// <exception cref="SaccadeException">There are no episodes, or a label is not below the number of classes.</exception>
    public static EvaluationResult Evaluate(
        IAgent agent, IEpisodeSource episodes, EvaluationOptions options, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(options);
        RequireClasses(episodes, agent.Model.Classes);
        Tally tally = new(agent.Model.Classes);
        int first = 0;
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < episodes.StepsPerEpoch; step++)
        {
            IEpisodes batch = episodes.Load(0, step);
            float[] average = new float[batch.Count * agent.Model.Classes];
            for (int rollout = 0; rollout < options.Rollouts; rollout++)
            {
                RolloutNoise noise = options.DrawNoise(agent.Model, batch, episodes.NoiseKey(options.Seed, rollout), first);
                RolloutBatch rollouts = agent.Forward(batch, noise);
                TensorPrimitives.Add(average, rollouts.Probabilities.AsSpan(^average.Length..), average);
                if (rollout == 0)
                {
                    tally.Add(batch, rollouts);
                }
                progress?.Report((first + (double)batch.Count * (rollout + 1) / options.Rollouts) / episodes.Count);
            }
            tally.AddAverage(batch, average);
            first += batch.Count;
        }
        return tally.Result(options.Rollouts, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Checks that there are episodes and that every label is below the number of classes.</summary>
    internal static void RequireClasses(IEpisodeSource episodes, int classes)
    {
        if (episodes.Count == 0)
        {
            throw new SaccadeException(new(ErrorKind.Missing, Key: "images", Detail: "the set is empty", Remedy: "give one image or more"));
        }
        if (episodes.Labels is Labels labels && labels.Highest() >= classes)
        {
            int i = Enumerable.Range(0, labels.Count).First(image => labels[image] >= classes);
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: $"the label of image {i}", Value: labels[i], Allowed: $"0 to {classes - 1}",
                Detail: "these are the model's classes"));
        }
    }
}
