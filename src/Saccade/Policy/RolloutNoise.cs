namespace Saccade.Policy;

/// <summary>
/// All randomness of N rollouts of T glimpses, drawn in advance: uniformly random first locations, the noise of the location policy and,
/// where answers are actions, the numbers that sample them. Row i depends only on the key and its index, so that the batch size does not
/// matter. Immutable and thread-safe.
/// </summary>
public sealed class RolloutNoise
{
    private readonly float[] _starts;
    private readonly float[] _steps;
    private readonly float[] _actions;

    /// <summary>Wraps given noise, to replay rollouts; the arrays are not copied.</summary>
    /// <param name="starts">First locations [N, 2].</param>
    /// <param name="steps">Standard normal noise [T, N, 2].</param>
    /// <param name="mode">How the steps are used; for random glimpses they are locations.</param>
    /// <param name="actions">Uniform numbers in [0, 1) [T, N] that sample actions; null or empty for the most probable actions.</param>
    /// <exception cref="ArgumentException">The lengths do not match.</exception>
    public RolloutNoise(float[] starts, float[] steps, PolicyMode mode = PolicyMode.Sample, float[]? actions = null)
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
        (_starts, _steps, _actions, Mode) = (starts, steps, actions ?? [], mode);
    }

    /// <summary>The scale of the noise of sampled locations, in units of the model's σ; training may shrink it.</summary>
    public double Scale { get; private init; } = 1;

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
