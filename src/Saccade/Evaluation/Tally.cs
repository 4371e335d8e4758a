namespace Saccade.Evaluation;

/// <summary>Counts successes and failures over the draws and batches of an evaluation.</summary>
internal sealed class Tally(ModelOptions model)
{
    private const int TopFive = 5;

    private readonly int[][] _confusion = [.. Enumerable.Range(0, model.Classes).Select(_ => new int[model.Classes])];
    private readonly int[] _answers = new int[model.Labels];
    // Failures of each draw.
    private readonly List<int> _failed = [];
    private int[] _rightAfter = [];
    private int[] _askedAfter = [];
    private int _labels;
    private int _wrongLabels;
    private int _topFiveFailed;
    private bool _hasClasses;
    private int _count;
    private int _averagedFailed;
    private long? _glimpses;
    private readonly SeenPixels? _seen = model.TakesGlimpses ? new(model.Sensor) : null;
    private readonly Dictionary<ImageSize, int> _sizes = [];
    private int _steps;
    private long _stopDecisions;
    private long _valuesSeen;

    /// <summary>Starts the next draw; each has all images.</summary>
    public void StartDraw() => _failed.Add(0);

    /// <summary>Counts the first rollout of each episode of a batch.</summary>
    public void Add(IEpisodes batch, RolloutBatch rollouts)
    {
        int count = batch.Count, glimpses = rollouts.Values.Length / count;
        _count += count;
        if (rollouts.GlimpsesTaken.Length > 0)
        {
            _glimpses = (_glimpses ?? 0) + rollouts.GlimpsesTaken.Sum();
        }
        _hasClasses = batch.Answers == AnswerKind.Class;
        AddCost(batch, rollouts, glimpses);
        if (!_hasClasses)
        {
            for (int i = 0; i < count; i++)
            {
                _failed[^1] += batch.EpisodeReward(i) < 1 ? 1 : 0;
            }
            return;
        }
        if (_rightAfter.Length == 0)
        {
            (_rightAfter, _askedAfter) = (new int[glimpses], new int[glimpses]);
        }
        int each = glimpses / model.Labels;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<int> labels = batch.LabelsOf(i);
            int slots = LabelSequence.SlotsOf(labels.Length, model.Labels);
            for (int t = 0; t < glimpses; t++)
            {
                int slot = t / each, predicted = _answers[slot] = Predicted(rollouts.Probabilities, t * count + i);
                if (slot >= slots)
                {
                    continue;
                }
                int label = LabelSequence.ClassAt(labels, slot, model.Classes - 1);
                _askedAfter[t]++;
                _rightAfter[t] += predicted == label ? 1 : 0;
                _confusion[label][predicted] += t % each == each - 1 ? 1 : 0;
            }
            if (!model.ReadsSequences)
            {
                _topFiveFailed += IsAmongFive(rollouts.Probabilities, (glimpses - 1) * count + i, labels[0]) ? 0 : 1;
            }
            ReadOnlySpan<int> read = Read();
            int differences = LabelSequence.Differences(read, labels);
            _labels += Math.Max(read.Length, labels.Length);
            _wrongLabels += differences;
            _failed[^1] += differences == 0 ? 0 : 1;
        }
    }

    private void AddCost(IEpisodes batch, RolloutBatch rollouts, int glimpses)
    {
        _steps = glimpses;
        for (int i = 0; i < batch.Count && batch.IsStill; i++)
        {
            ImageSize size = batch.SizeOf(i);
            _sizes[size] = _sizes.GetValueOrDefault(size) + 1;
            int taken = rollouts.GlimpsesOf(i, batch.Count);
            // After the last of T glimpses nothing is left to decide.
            _stopDecisions += rollouts.GlimpsesTaken.Length > 0 ? Math.Min(taken, glimpses - 1) : 0;
            _valuesSeen += model.TakesGlimpses ? model.ValuesSeen(taken) : size.Pixels;
            _seen?.Add(size, rollouts.Locations, i, batch.Count, taken);
        }
    }

    /// <summary>Counts the averaged probabilities [S, B, classes] of all rollouts of a batch.</summary>
    public void AddAverage(IEpisodes batch, ReadOnlySpan<float> average)
    {
        for (int i = 0; _hasClasses && i < batch.Count; i++)
        {
            for (int slot = 0; slot < model.Labels; slot++)
            {
                _answers[slot] = Predicted(average, slot * batch.Count + i);
            }
            _averagedFailed += Read().SequenceEqual(batch.LabelsOf(i)) ? 0 : 1;
        }
    }

    /// <summary>The result of all draws, with K rollouts of each episode.</summary>
    public EvaluationResult Result(int rollouts, double seconds)
    {
        int draws = _failed.Count, images = _count / draws, failed = _failed.Sum();
        // The draws share their images: more draws make frames certain, not images.
        (double low, double high) = Interval.Wilson95((double)failed / draws, images);
        bool hasOneClass = _hasClasses && !model.ReadsSequences;
        double?[]? recall = hasOneClass ? Shares(label => _confusion[label].Sum()) : null;
        return new()
        {
            Images = images,
            Draws = draws,
            ErrorPercent = 100.0 * failed / _count,
            ErrorPercentStandardError = draws > 1 ? 100.0 * StandardError(images) : null,
            ErrorPercentLow = 100 * low,
            ErrorPercentHigh = 100 * high,
            LabelErrorPercent = model.ReadsSequences ? 100.0 * _wrongLabels / Math.Max(1, _labels) : null,
            Rollouts = rollouts,
            AveragedErrorPercent = 100.0 * (_hasClasses ? _averagedFailed : failed) / _count,
            MeanGlimpses = (double?)_glimpses / _count,
            SeenShares = _sizes.Count == 0 ? [] : _seen?.Shares ?? [1.0],
            ValuesSeen = _sizes.Count == 0 ? null : (double)_valuesSeen / _count,
            FlopsPerImage = _sizes.Count == 0 ? null : _sizes.Sum(size => size.Value * FlopsOf(size.Key)) / _count,
            AccuracyByGlimpse = [.. _rightAfter.Zip(_askedAfter, (right, asked) => (double)right / Math.Max(1, asked))],
            Confusion = _hasClasses ? _confusion : [],
            BalancedAccuracyPercent = 100 * recall?.Average(),
            TopFiveErrorPercent = hasOneClass && model.Classes > TopFive ? 100.0 * _topFiveFailed / _count : null,
            Recall = recall,
            Precision = hasOneClass ? Shares(label => _confusion.Sum(row => row[label])) : null,
            ImagesPerSecond = (double)_count * rollouts / seconds,
        };
    }

    /// <summary>The mean cost of a rollout of an image of a size.</summary>
    private double FlopsOf(ImageSize size) =>
        NetworkPlan.FlopsOf(model, size, (double?)_glimpses / _count ?? _steps, (double)_stopDecisions / _count);

    /// <summary>For each class, the right answers as a share of what <paramref name="all"/> counts for it; null for none.</summary>
    private double?[] Shares(Func<int, int> all) => [.. Enumerable.Range(0, model.Classes).Select(label =>
        all(label) is int count and > 0 ? (double)_confusion[label][label] / count : (double?)null)];

    /// <summary>Whether fewer than five classes are more probable than the label; of equals the lower number comes first.</summary>
    private bool IsAmongFive(ReadOnlySpan<float> probabilities, int row, int label)
    {
        ReadOnlySpan<float> ofClasses = probabilities.Slice(row * model.Classes, model.Classes);
        int before = 0;
        for (int other = 0; other < ofClasses.Length; other++)
        {
            before += ofClasses[other] > ofClasses[label] || (ofClasses[other] == ofClasses[label] && other < label) ? 1 : 0;
        }
        return before < TopFive;
    }

    /// <summary>The standard error of the mean error of the draws, as a share of 1.</summary>
    private double StandardError(int images)
    {
        double mean = _failed.Average();
        double variance = _failed.Sum(failed => (failed - mean) * (failed - mean)) / (_failed.Count - 1);
        return Math.Sqrt(variance / _failed.Count) / images;
    }

    /// <summary>The labels that are read from the current answers.</summary>
    private ReadOnlySpan<int> Read() => model.ReadsSequences ? LabelSequence.Read(_answers, model.Classes - 1) : _answers;

    /// <summary>The class with the highest probability in a row of [.., classes]; the first of equals.</summary>
    private int Predicted(ReadOnlySpan<float> probabilities, int row) =>
        TensorPrimitives.IndexOfMax(probabilities.Slice(row * model.Classes, model.Classes));
}
