using System.Diagnostics;
using System.Numerics.Tensors;
using Saccade.Data;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Evaluation;

/// <summary>Judges an agent on a set of images.</summary>
public static class Evaluator
{
    // Frames may be large: a batch is cut so that its pixels stay within this.
    private const int MostBytes = 64 << 20;

    /// <summary>Lets the agent look at every image K times and counts how often it is wrong.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="images">The images; those of epoch 0.</param>
    /// <param name="options">Rollouts, policy, glimpses and seed.</param>
    /// <param name="progress">Is told how many of all looks are done, as a share of 1.</param>
    /// <exception cref="SaccadeException">There are no images, or labels that the model has no class for.</exception>
    public static EvaluationResult Evaluate(IAgent agent, FrameComposer images, EvaluationOptions options, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        int classes = agent.Model.Classes;
        CheckLabels(images, classes);
        int glimpses = agent.Model.GlimpsesTaken(options.Glimpses);
        PolicyMode policy = agent.Model.PolicyTaken(options.Policy);
        EpochBatches batches = EpochBatches.InOrder(images, Math.Clamp(MostBytes / images.Size.Pixels, 1, options.BatchSize));
        Batch batch = batches.NewBatch();
        int[] rightAfter = new int[glimpses];
        int[][] confusion = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
        int wrong = 0;
        int averagedWrong = 0;
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < batches.StepsPerEpoch; step++)
        {
            batches.Load(0, step, batch);
            int first = step * batches.BatchSize;
            float[] average = new float[batch.Count * classes];
            for (int rollout = 0; rollout < options.Rollouts; rollout++)
            {
                RolloutNoise noise = RolloutNoise.Draw(options.RolloutKey(rollout), first, batch.Count, glimpses, policy);
                BatchTrace trace = agent.Look(batch, noise);
                ReadOnlySpan<float> last = trace.Probabilities.AsSpan((glimpses - 1) * average.Length, average.Length);
                TensorPrimitives.Add(average, last, average);
                if (rollout == 0)
                {
                    for (int i = 0; i < batch.Count; i++)
                    {
                        int label = batch.Labels[i];
                        for (int t = 0; t < glimpses; t++)
                        {
                            rightAfter[t] += Named(trace.Probabilities, t * batch.Count + i, classes) == label ? 1 : 0;
                        }
                        int named = Named(last, i, classes);
                        confusion[label][named]++;
                        wrong += named == label ? 0 : 1;
                    }
                }
                progress?.Report((first + (double)batch.Count * (rollout + 1) / options.Rollouts) / images.Count);
            }
            for (int i = 0; i < batch.Count; i++)
            {
                averagedWrong += Named(average, i, classes) == batch.Labels[i] ? 0 : 1;
            }
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (double low, double high) = Interval.Wilson95(wrong, images.Count);
        return new()
        {
            Images = images.Count,
            ErrorPercent = 100.0 * wrong / images.Count,
            ErrorPercentLow = 100 * low,
            ErrorPercentHigh = 100 * high,
            Rollouts = options.Rollouts,
            AveragedErrorPercent = 100.0 * averagedWrong / images.Count,
            AccuracyByGlimpse = [.. rightAfter.Select(n => (double)n / images.Count)],
            Confusion = confusion,
            ImagesPerSecond = (double)images.Count * options.Rollouts / seconds,
        };
    }

    /// <summary>The class with the highest probability in row <paramref name="row"/> of [.., classes]; the first of equals.</summary>
    private static int Named(ReadOnlySpan<float> probabilities, int row, int classes) =>
        TensorPrimitives.IndexOfMax(probabilities.Slice(row * classes, classes));

    /// <summary>Refuses an empty set, and labels that a model has no class for.</summary>
    internal static void CheckLabels(FrameComposer images, int classes)
    {
        if (images.Count == 0)
        {
            throw new SaccadeException("The set has no images; give one with at least one image.");
        }
        for (int i = 0; i < images.Count; i++)
        {
            if (images.Label(i) >= classes)
            {
                throw new SaccadeException($"Image {i} has label {images.Label(i)}; the model knows the classes 0 to {classes - 1}.");
            }
        }
    }
}
