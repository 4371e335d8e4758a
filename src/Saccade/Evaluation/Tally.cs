namespace Saccade.Evaluation;

/// <summary>Counts successes and failures over the draws and batches of an evaluation.</summary>
internal sealed class Tally(int classes)
{
    private readonly int[][] _confusion = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
    // Failures of each draw.
    private readonly List<int> _failed = [];
    private int[] _rightAfter = [];
    private bool _hasClasses;
    private int _count;
    private int _averagedFailed;

    /// <summary>Starts the next draw; each has all images.</summary>
    public void StartDraw() => _failed.Add(0);

    /// <summary>Counts the first rollout of each episode of a batch.</summary>
    public void Add(IEpisodes batch, RolloutBatch rollouts)
    {
        int count = batch.Count, glimpses = rollouts.Values.Length / count;
        _count += count;
        _hasClasses = batch.Answers == AnswerKind.Class;
        if (!_hasClasses)
        {
            for (int i = 0; i < count; i++)
            {
                _failed[^1] += batch.EpisodeReward(i) < 1 ? 1 : 0;
            }
            return;
        }
        _rightAfter = _rightAfter.Length == 0 ? new int[glimpses] : _rightAfter;
        ReadOnlySpan<int> labels = batch.Labels;
        for (int i = 0; i < count; i++)
        {
            int predicted = 0;
            for (int t = 0; t < glimpses; t++)
            {
                predicted = Predicted(rollouts.Probabilities, t * count + i);
                _rightAfter[t] += predicted == labels[i] ? 1 : 0;
            }
            _confusion[labels[i]][predicted]++;
            _failed[^1] += predicted == labels[i] ? 0 : 1;
        }
    }

    /// <summary>Counts the averaged probabilities [B, classes] of all rollouts of a batch.</summary>
    public void AddAverage(IEpisodes batch, ReadOnlySpan<float> average)
    {
        ReadOnlySpan<int> labels = batch.Labels;
        for (int i = 0; i < labels.Length; i++)
        {
            _averagedFailed += Predicted(average, i) == labels[i] ? 0 : 1;
        }
    }

    /// <summary>The result of all draws, with K rollouts of each episode.</summary>
    public EvaluationResult Result(int rollouts, double seconds)
    {
        int draws = _failed.Count, images = _count / draws, failed = _failed.Sum();
        // The draws share their images: more draws make frames certain, not images.
        (double low, double high) = Interval.Wilson95((double)failed / draws, images);
        return new()
        {
            Images = images,
            Draws = draws,
            ErrorPercent = 100.0 * failed / _count,
            ErrorPercentStandardError = draws > 1 ? 100.0 * StandardError(images) : null,
            ErrorPercentLow = 100 * low,
            ErrorPercentHigh = 100 * high,
            Rollouts = rollouts,
            AveragedErrorPercent = 100.0 * (_hasClasses ? _averagedFailed : failed) / _count,
            AccuracyByGlimpse = [.. _rightAfter.Select(right => (double)right / _count)],
            Confusion = _hasClasses ? _confusion : [],
            ImagesPerSecond = (double)_count * rollouts / seconds,
        };
    }

    /// <summary>The standard error of the mean error of the draws, as a share of 1.</summary>
    private double StandardError(int images)
    {
        double mean = _failed.Average();
        double variance = _failed.Sum(failed => (failed - mean) * (failed - mean)) / (_failed.Count - 1);
        return Math.Sqrt(variance / _failed.Count) / images;
    }

    /// <summary>The class with the highest probability in a row of [.., classes]; the first of equals.</summary>
    private int Predicted(ReadOnlySpan<float> probabilities, int row) =>
        TensorPrimitives.IndexOfMax(probabilities.Slice(row * classes, classes));
}
