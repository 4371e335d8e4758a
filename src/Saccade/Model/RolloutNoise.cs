using Saccade.Runtime;

namespace Saccade.Model;

/// <summary>How the next location is chosen.</summary>
public enum PolicyMode
{
    /// <summary>l_t = μ_t, the mean.</summary>
    Mean,

    /// <summary>l_t ~ Normal(μ_t, σ²I).</summary>
    Sample,

    /// <summary>l_t uniform over the frame, whatever the policy says: the paper's control with random glimpses.</summary>
    Random,
}

/// <summary>
/// All randomness of N rollouts of T glimpses, drawn beforehand: the uniformly random first locations and the noise
/// of the policy. Row i depends on the key and its index alone, so batches may be cut as one likes.
/// </summary>
public sealed class RolloutNoise
{
    private readonly float[] _starts;
    private readonly float[] _steps;

    /// <summary>Takes noise drawn elsewhere, to replay rollouts.</summary>
    /// <param name="starts">First locations [N, 2].</param>
    /// <param name="steps">Standard normal noise [T, N, 2].</param>
    /// <param name="mode">What the steps are for; those of random glimpses are locations.</param>
    /// <exception cref="ArgumentException">The lengths don't fit each other.</exception>
    public RolloutNoise(float[] starts, float[] steps, PolicyMode mode = PolicyMode.Sample)
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(steps);
        if (starts.Length == 0 || starts.Length % 2 != 0 || steps.Length == 0 || steps.Length % starts.Length != 0)
        {
            throw new ArgumentException($"{starts.Length} start values and {steps.Length} step values; they must be 2·N and T·2·N.");
        }
        (_starts, _steps, Mode) = (starts, steps, mode);
    }

    /// <summary>How far samples stray from the mean, in units of the model's σ; training may shrink it.</summary>
    public double Width { get; private init; } = 1;

    /// <summary>N, the number of rollouts.</summary>
    public int Rows => _starts.Length / 2;

    /// <summary>T, the number of glimpses.</summary>
    public int Glimpses => _steps.Length / _starts.Length;

    /// <summary>How the rollouts choose their locations.</summary>
    public PolicyMode Mode { get; }

    /// <summary>Uniformly random locations [N, 2] in [-1, 1).</summary>
    public ReadOnlySpan<float> Starts => _starts;

    /// <summary>Standard normal noise of each decision [T, N, 2]; zero for the mean policy, uniform locations for random glimpses.</summary>
    public ReadOnlySpan<float> Steps => _steps;

    /// <summary>The part of <see cref="Steps"/> that leads to glimpse <paramref name="glimpse"/> (from 0) [N, 2].</summary>
    public ReadOnlySpan<float> Step(int glimpse) => _steps.AsSpan(glimpse * Rows * 2, Rows * 2);

    /// <summary>Draws the noise of the rollouts <paramref name="first"/>, first + 1, … of a key.</summary>
    /// <param name="key">Names the numbers.</param>
    /// <param name="first">The number of the first rollout.</param>
    /// <param name="rows">N, how many rollouts.</param>
    /// <param name="glimpses">T.</param>
    /// <param name="mode">How locations are chosen.</param>
    /// <param name="width">How far samples stray, in units of the model's σ.</param>
    public static RolloutNoise Draw(RandomKey key, int first, int rows, int glimpses, PolicyMode mode, double width = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(glimpses, 1);
        RolloutNoise noise = new(new float[rows * 2], new float[rows * glimpses * 2], mode) { Width = width };
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

    /// <summary>Checks that there is one rollout for each image.</summary>
    internal void RequireOneFor(int images)
    {
        if (Rows != images)
        {
            throw new ArgumentException($"The noise is for {Rows} rollouts; it must be for {images}, one for each image.", "noise");
        }
    }

    private static float Draw(ref RandomStream stream, PolicyMode mode) =>
        (float)(mode == PolicyMode.Random ? stream.NextDouble(-1, 1) : stream.NextGaussian());
}
