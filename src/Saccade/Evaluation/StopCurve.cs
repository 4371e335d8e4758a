namespace Saccade.Evaluation;

/// <summary>
/// The error of a model with a stop network against the mean number of glimpses, beside two rivals without one: rollouts that end as soon
/// as the largest class probability is above a threshold, and rollouts that all take the same number of glimpses.
/// </summary>
/// <param name="Prices">The stop network at a dozen prices of a glimpse, from the lowest in training to the highest.</param>
/// <param name="Thresholds">Thresholds on the class probability.</param>
/// <param name="Fixed">1 to T glimpses, the same for all.</param>
public sealed record StopCurve(IReadOnlyList<StopPoint> Prices, IReadOnlyList<StopPoint> Thresholds, IReadOnlyList<StopPoint> Fixed)
{
    private const int PriceCount = 12;

    private static readonly double[] s_thresholds = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999];

    /// <summary>Measures the curve on the first rollout of each episode of each draw.</summary>
    /// <param name="agent">A model with a stop network.</param>
    /// <param name="episodes">The episodes, whose answers are classes.</param>
    /// <param name="options">Draws, policy, T and seed.</param>
    /// <exception cref="SaccadeException">An output of the agent is NaN or infinite.</exception>
    public static StopCurve Measure(IAgent agent, IEpisodeSource episodes, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(options);
        ModelOptions model = agent.Model;
        int glimpses = model.GlimpseCount(options.Glimpses);
        Count[] prices = Counts(PricesOf(model.Stop)), thresholds = Counts(s_thresholds);
        Count[] all = Counts(Enumerable.Range(1, glimpses).Select(t => (double)t));
        foreach ((IEpisodes batch, RandomKey key, int first) in Batches(episodes, options))
        {
            RolloutBatch whole = Run(price: 0);
            foreach (Count threshold in thresholds)
            {
                threshold.Add(batch, whole, model.Classes, i => FirstAbove(whole, i, batch.Count, model.Classes, threshold.Setting));
            }
            foreach (Count count in all)
            {
                count.Add(batch, whole, model.Classes, _ => (int)count.Setting);
            }
            foreach (Count price in prices)
            {
                RolloutBatch ended = Run(price.Setting);
                price.Add(batch, ended, model.Classes, i => ended.GlimpsesTaken[i]);
            }

            RolloutBatch Run(double price) =>
                agent.Forward(batch, (options with { Price = price }).DrawNoise(model, batch, key, first)).RequireFinite();
        }
        return new(Points(prices), Points(thresholds), Points(all));

        StopPoint[] Points(Count[] counts) => [.. counts.Select(count => count.Point(options.Draws))];
    }

    /// <summary>The batches of all draws, each with the key of its draw's noise and the index of its first episode.</summary>
    private static IEnumerable<(IEpisodes Batch, RandomKey Key, int First)> Batches(IEpisodeSource episodes, EvaluationOptions options)
    {
        for (int draw = 0; draw < options.Draws; draw++)
        {
            RandomKey key = options.NoiseKey(episodes, 0, draw);
            for (int step = 0, first = 0; step < episodes.StepsPerEpoch; step++)
            {
                IEpisodes batch = episodes.Load(draw, step);
                yield return (batch, key, first);
                first += batch.Count;
            }
        }
    }

    /// <summary>The prices of the curve, whose logarithms are evenly spaced; the ends are exact.</summary>
    private static IEnumerable<double> PricesOf(StopOptions stop) => Enumerable.Range(0, PriceCount).Select(i => Math.Clamp(
        stop.LowestPrice * Math.Pow(stop.HighestPrice / stop.LowestPrice, i / (PriceCount - 1.0)), stop.LowestPrice, stop.HighestPrice));

    /// <summary>The first glimpse, from 1, with a class probability above a threshold; else the last.</summary>
    private static int FirstAbove(RolloutBatch rollouts, int episode, int episodes, int classes, double threshold)
    {
        int glimpses = rollouts.Values.Length / episodes, t = 1;
        while (t < glimpses && !(TensorPrimitives.Max(Answer(rollouts, t, episode, episodes, classes)) > threshold))
        {
            t++;
        }
        return t;
    }

    /// <summary>The class probabilities after glimpse t, from 1.</summary>
    private static ReadOnlySpan<float> Answer(RolloutBatch rollouts, int t, int episode, int episodes, int classes) =>
        rollouts.Probabilities.AsSpan(((t - 1) * episodes + episode) * classes, classes);

    private static Count[] Counts(IEnumerable<double> settings) => [.. settings.Select(setting => new Count(setting))];

    private sealed class Count(double setting)
    {
        private long _glimpses;
        private int _wrong;
        private int _episodes;

        public double Setting => setting;

        public void Add(IEpisodes batch, RolloutBatch rollouts, int classes, Func<int, int> taken)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                int t = taken(i);
                _glimpses += t;
                _wrong += TensorPrimitives.IndexOfMax(Answer(rollouts, t, i, batch.Count, classes)) == batch.Labels[i] ? 0 : 1;
            }
            _episodes += batch.Count;
        }

        public StopPoint Point(int draws)
        {
            // The draws share their images: more draws make frames certain, not images.
            (double low, double high) = Interval.Wilson95((double)_wrong / draws, _episodes / draws);
            return new(setting, (double)_glimpses / _episodes, 100.0 * _wrong / _episodes, 100 * low, 100 * high);
        }
    }
}
