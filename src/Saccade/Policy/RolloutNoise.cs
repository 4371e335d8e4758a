namespace Saccade.Policy;

/// <summary>
/// All randomness of N rollouts of T glimpses, drawn in advance: uniformly random first locations, the noise of the location policy and,
/// where answers are actions, the numbers that sample them; the prices of a glimpse; and which features training drops. Row i depends only
/// on the key and its index, so that the batch size does not matter. Immutable and thread-safe.
/// </summary>
public sealed class RolloutNoise
{
    private readonly float[] _starts;
    private readonly float[] _steps;
    private readonly float[] _actions;
    private readonly RandomKey _dropout;
    private float[] _prices = [];

    /// <summary>Wraps given noise, to replay rollouts; the arrays are not copied.</summary>
    /// <param name="starts">First locations [N, 2].</param>
    /// <param name="steps">Standard normal noise [T, N, 2].</param>
    /// <param name="mode">How the steps are used; for random glimpses they are locations.</param>
    /// <param name="actions">Uniform numbers in [0, 1) [T, N] that sample actions; null or empty for the most probable actions.</param>
    /// <exception cref="ArgumentException">The lengths do not match.</exception>
    public RolloutNoise(float[] starts, float[] steps, PolicyMode mode = PolicyMode.Sample, float[]? actions = null)
        : this(starts, steps, mode, actions, default)
    {
    }

    private RolloutNoise(float[] starts, float[] steps, PolicyMode mode, float[]? actions, RandomKey dropout)
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(steps);
        if (starts.Length == 0 || starts.Length % 2 != 0 || steps.Length == 0 || steps.Length % starts.Length != 0)
        {
            throw new ArgumentException($"{starts.Length} start values and {steps.Length} step values; they must be 2·N and T·2·N.");
        }
        if (actions is { Length: > 0 } && actions.Length != steps.Length / 2)
        {
            throw new ArgumentException(
                $"{actions.Length} numbers for actions; they must be none or T·N = {steps.Length / 2}.", nameof(actions));
        }
        (_starts, _steps, _actions, Mode, _dropout) = (starts, steps, actions ?? [], mode, dropout);
    }

    /// <summary>The scale of the noise of sampled locations, in units of the model's σ; training may shrink it.</summary>
    public double Scale { get; private init; } = 1;

    /// <summary>The share of the glimpse features g_t that are dropped; 0 for none.</summary>
    public double Dropout { get; private init; }

    /// <summary>
    /// The price of a glimpse for each rollout [N], in units of reward. In evaluation a model with a stop network ends rollouts by it, and
    /// J_stop reads it; empty where all rollouts take T glimpses.
    /// </summary>
    public ReadOnlySpan<float> Prices => _prices;

    /// <summary>N, the number of rollouts.</summary>
    public int Rows => _starts.Length / 2;

    /// <summary>T, the number of glimpses.</summary>
    public int Glimpses => _steps.Length / _starts.Length;

    /// <summary>How the rollouts choose their locations.</summary>
    public PolicyMode Mode { get; }

    /// <summary>Whether actions are sampled; otherwise the most probable action is chosen.</summary>
    public bool SamplesActions => _actions.Length > 0;

    /// <summary>Uniformly random locations [N, 2] in [-1, 1).</summary>
    public ReadOnlySpan<float> Starts => _starts;

    /// <summary>Standard normal noise of each location [T, N, 2]; 0 for the mean policy, uniform locations for random glimpses.</summary>
    public ReadOnlySpan<float> Steps => _steps;

    /// <summary>The <see cref="Steps"/> of glimpse <paramref name="glimpse"/> (from 0) [N, 2].</summary>
    public ReadOnlySpan<float> Step(int glimpse) => _steps.AsSpan(glimpse * Rows * 2, Rows * 2);

    /// <summary>Draws the noise of the rollouts <paramref name="first"/>, first + 1, … of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="first">The index of the first rollout.</param>
    /// <param name="rows">N, the number of rollouts.</param>
    /// <param name="glimpses">T, the number of glimpses.</param>
    /// <param name="mode">How locations are chosen.</param>
    /// <param name="scale">The scale of the noise, in units of the model's σ.</param>
    public static RolloutNoise Draw(RandomKey key, int first, int rows, int glimpses, PolicyMode mode, double scale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(glimpses, 1);
        RolloutNoise noise = new(new float[rows * 2], new float[rows * glimpses * 2], mode) { Scale = scale };
        for (int row = 0; row < rows; row++)
        {
            RandomStream stream = key.Fork(first + row).Stream();
            noise._starts[2 * row] = (float)stream.NextDouble(-1, 1);
            noise._starts[2 * row + 1] = (float)stream.NextDouble(-1, 1);
            for (int glimpse = 0; mode != PolicyMode.Mean && glimpse < glimpses; glimpse++)
            {
                int at = (glimpse * rows + row) * 2;
                noise._steps[at] = Draw(ref stream, mode);
                noise._steps[at + 1] = Draw(ref stream, mode);
            }
        }
        return noise;
    }

    /// <summary>The noise of several rollouts that are all like this one.</summary>
    /// <param name="rows">The number of rollouts.</param>
    /// <exception cref="InvalidOperationException">This is the noise of several rollouts, or of one that samples actions.</exception>
    public RolloutNoise Repeat(int rows)
    {
        if (Rows != 1 || SamplesActions)
        {
            throw new InvalidOperationException("Only the noise of one rollout that samples no actions can be repeated.");
        }
        float[] steps = new float[_steps.Length * rows];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = _steps[i / (2 * rows) * 2 + i % 2];
        }
        return new(Repeated(_starts), steps, Mode) { Scale = Scale, _prices = Repeated(_prices) };

        float[] Repeated(float[] values) => [.. Enumerable.Repeat(values, rows).SelectMany(value => value)];
    }

    /// <summary>Draws the noise of rollouts whose answers are actions; locations and actions have separate keys.</summary>
    /// <param name="key">The key.</param>
    /// <param name="first">The index of the first rollout.</param>
    /// <param name="rows">N, the number of rollouts.</param>
    /// <param name="glimpses">T, the number of glimpses.</param>
    /// <param name="mode">How locations are chosen.</param>
    /// <param name="sampleActions">Whether actions are sampled; otherwise the most probable action is chosen.</param>
    /// <param name="scale">The scale of the noise of locations, in units of the model's σ.</param>
    public static RolloutNoise DrawActing(
        RandomKey key, int first, int rows, int glimpses, PolicyMode mode, bool sampleActions, double scale = 1)
    {
        RolloutNoise noise = Draw(key.Fork("glimpses"), first, rows, glimpses, mode, scale);
        if (!sampleActions)
        {
            return noise;
        }
        RandomKey actionKey = key.Fork("moves");
        float[] actions = new float[glimpses * rows];
        for (int row = 0; row < rows; row++)
        {
            RandomStream stream = actionKey.Fork(first + row).Stream();
            for (int glimpse = 0; glimpse < glimpses; glimpse++)
            {
                actions[glimpse * rows + row] = (float)stream.NextDouble();
            }
        }
        return new(noise._starts, noise._steps, mode, actions) { Scale = scale };
    }

    /// <summary>The same noise with dropout of glimpse features.</summary>
    /// <param name="share">The share of the features that are dropped, 0 to 0.9.</param>
    /// <param name="key">The key of the choice; that of row i depends only on the key and i.</param>
    public RolloutNoise WithDropout(double share, RandomKey key) =>
        new(_starts, _steps, Mode, _actions, key)
        {
            Scale = Scale,
            Dropout = Require.Between(share, 0, 0.9, nameof(share)),
            _prices = _prices,
        };

    /// <summary>The same noise with a price of a glimpse for each rollout.</summary>
    /// <param name="prices">The prices [N]; they are copied.</param>
    /// <exception cref="ArgumentException">There are not N of them.</exception>
    public RolloutNoise WithPrices(ReadOnlySpan<float> prices) => prices.Length == Rows
        ? new(_starts, _steps, Mode, _actions, _dropout) { Scale = Scale, Dropout = Dropout, _prices = prices.ToArray() }
        : throw new ArgumentException($"{prices.Length} prices; there must be one for each of {Rows} rollouts.", nameof(prices));

    /// <summary>The same noise with random prices of a glimpse, whose logarithms are uniform.</summary>
    /// <param name="lowest">The lowest price.</param>
    /// <param name="highest">The highest price.</param>
    /// <param name="key">The key; the price of row i depends only on the key and i.</param>
    public RolloutNoise WithPrices(double lowest, double highest, RandomKey key)
    {
        float[] prices = new float[Rows];
        for (int row = 0; row < Rows; row++)
        {
            prices[row] = (float)(lowest * Math.Pow(highest / lowest, key.Fork(row).Stream().NextDouble()));
        }
        return WithPrices(prices);
    }

    /// <summary>Drops features of a glimpse, or their gradients, with probability <see cref="Dropout"/>; scales up the others.</summary>
    /// <param name="glimpse">The glimpse, from 0.</param>
    /// <param name="row">The rollout.</param>
    /// <param name="features">g_t of the rollout; the same ones are dropped in every call.</param>
    public void Drop(int glimpse, int row, Span<float> features)
    {
        RandomStream stream = _dropout.Fork(row).Fork(glimpse).Stream();
        float scale = (float)(1 / (1 - Dropout));
        foreach (ref float feature in features)
        {
            feature *= stream.NextDouble() < Dropout ? 0 : scale;
        }
    }

    /// <summary>Chooses an action: the most probable one, or a sample by inversion of the cumulative probabilities.</summary>
    /// <param name="glimpse">The glimpse before the action, from 0.</param>
    /// <param name="row">The rollout.</param>
    /// <param name="probabilities">The probability of each action.</param>
    public int ChooseAction(int glimpse, int row, ReadOnlySpan<float> probabilities)
    {
        if (!SamplesActions)
        {
            return TensorPrimitives.IndexOfMax(probabilities);
        }
        float number = _actions[glimpse * Rows + row];
        int last = probabilities.Length - 1;
        for (int i = 0; i < last; i++)
        {
            number -= probabilities[i];
            if (number < 0)
            {
                return i;
            }
        }
        return last;
    }

    /// <summary>Checks that there is one rollout for each episode.</summary>
    /// <param name="episodes">The number of episodes, B.</param>
    /// <exception cref="ArgumentException">The numbers differ.</exception>
    public void RequireOneFor(int episodes)
    {
        if (Rows != episodes)
        {
            throw new ArgumentException($"The noise is for {Rows} rollouts; it must be for {episodes}, one for each episode.", "noise");
        }
    }

    private static float Draw(ref RandomStream stream, PolicyMode mode) =>
        (float)(mode == PolicyMode.Random ? stream.NextDouble(-1, 1) : stream.NextGaussian());
}
