using System.Diagnostics;

namespace Saccade.Evaluation;

/// <summary>Measures an agent on the episodes of a task.</summary>
public static class Evaluator
{
    /// <summary>Runs K rollouts of every image of each draw and counts wrong classes.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="images">The images; draw d is their epoch d.</param>
    /// <param name="options">Draws, rollouts, policy, glimpses and seed.</param>
    /// <param name="progress">Receives the share of rollouts done, 0 to 1.</param>
    /// <exception cref="SaccadeException">
    /// There are no images, a label is not below the number of classes, or an output of the agent is NaN or infinite.
    /// </exception>
    public static EvaluationResult Evaluate(
        IAgent agent, IImageSource images, EvaluationOptions options, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        return Evaluate(agent, ImageBatches.InOrder(images, options.BatchSize), options, progress);
    }

    /// <summary>Runs K rollouts of every episode of each draw and counts failures: a wrong class, or a reward below 1.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="episodes">The episodes; draw d is their epoch d.</param>
    /// <param name="options">Draws, rollouts, policy, glimpses and seed.</param>
    /// <param name="progress">Receives the share of rollouts done, 0 to 1.</param>
    /// <exception cref="SaccadeException">
    /// There are no episodes, a label is not below the number of classes, or an output of the agent is NaN or infinite.
    /// </exception>
    public static EvaluationResult Evaluate(
        IAgent agent, IEpisodeSource episodes, EvaluationOptions options, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(options);
        RequireClasses(episodes, agent.Model);
        Tally tally = new(agent.Model);
        long start = Stopwatch.GetTimestamp();
        for (int draw = 0; draw < options.Draws; draw++)
        {
            tally.StartDraw();
            Run(agent, episodes, options, draw, tally, progress);
        }
        return tally.Result(options.Rollouts, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Counts the rollouts of one draw.</summary>
    private static void Run(
        IAgent agent, IEpisodeSource episodes, EvaluationOptions options, int draw, Tally tally, IProgress<double>? progress)
    {
        int first = 0;
        for (int step = 0; step < episodes.StepsPerEpoch; step++)
        {
            IEpisodes batch = episodes.Load(draw, step);
            float[] average = new float[agent.Model.Labels * batch.Count * agent.Model.Classes];
            for (int rollout = 0; rollout < options.Rollouts; rollout++)
            {
                RandomKey key = options.NoiseKey(episodes, rollout, draw);
                RolloutBatch rollouts = agent.Forward(batch, options.DrawNoise(agent.Model, batch, key, first)).RequireFinite();
                AddAnswers(rollouts, agent.Model.Labels, average);
                if (rollout == 0)
                {
                    tally.Add(batch, rollouts);
                }
                double done = (first + (double)batch.Count * (rollout + 1) / options.Rollouts) / episodes.Count;
                progress?.Report((draw + done) / options.Draws);
            }
            tally.AddAverage(batch, average);
            first += batch.Count;
        }
    }

    /// <summary>Adds the probabilities of a rollout's answers to the sum [S, B, classes].</summary>
    private static void AddAnswers(RolloutBatch rollouts, int slots, float[] sum)
    {
        int length = sum.Length / slots, each = rollouts.Probabilities.Length / sum.Length;
        for (int slot = 0; slot < slots; slot++)
        {
            Span<float> slotSum = sum.AsSpan(slot * length, length);
            TensorPrimitives.Add(slotSum, rollouts.Probabilities.AsSpan(((slot + 1) * each - 1) * length, length), slotSum);
        }
    }

    /// <summary>Checks that there are episodes, that each label is one of the classes, and that the model answers as many.</summary>
    internal static void RequireClasses(IEpisodeSource episodes, ModelOptions model)
    {
        if (episodes.Count == 0)
        {
            throw new SaccadeException(new(ErrorKind.Missing, Key: "images", Detail: "the set is empty", Remedy: "give one image or more"));
        }
        if (episodes.Labels is not Labels labels)
        {
            return;
        }
        int classes = model.ReadsSequences ? model.Classes - 1 : model.Classes;
        if (labels.Highest() >= classes)
        {
            int i = Enumerable.Range(0, labels.Count).First(image => labels.Sequence(image).ContainsAnyExceptInRange(0, classes - 1));
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: $"the label of image {i}", Value: TensorPrimitives.Max(labels.Sequence(i)),
                Allowed: $"0 to {classes - 1}",
                Detail: model.ReadsSequences ? "these are the model's classes before the end symbol" : "these are the model's classes"));
        }
        for (int i = 0; i < labels.Count && !labels.AreClasses; i++)
        {
            int length = labels.Sequence(i).Length;
            if (length > model.Labels || (length == 0 && !model.ReadsSequences))
            {
                throw new SaccadeException(new(
                    ErrorKind.Mismatch, Key: "model.labels", Value: model.Labels, Allowed: $"{Math.Max(2, length)} or more",
                    Detail: $"image {i} has {length} labels"));
            }
        }
    }
}
