namespace Saccade.Evaluation;

/// <summary>One rollout of T glimpses of each of B episodes.</summary>
public sealed record RolloutBatch
{
    /// <summary>The location of each glimpse [T, B, 2], (x, y) clamped to [-1, 1].</summary>
    public required float[] Locations { get; init; }

    /// <summary>The probabilities of the classes or actions after each glimpse [T, B, classes].</summary>
    public required float[] Probabilities { get; init; }

    /// <summary>The value estimate b after each glimpse, the expected reward [T, B].</summary>
    public required float[] Values { get; init; }

    /// <summary>The action taken after each glimpse [T, B]; empty where answers are classes.</summary>
    public int[] Actions { get; init; } = [];

    /// <summary>
    /// The glimpses that each rollout took, 1 to T [B], where a stop network ended them; location, probabilities and value of the last one
    /// stand for those it did not take. Empty where all rollouts took T glimpses.
    /// </summary>
    public int[] GlimpsesTaken { get; init; } = [];

    /// <summary>The glimpses that a rollout took.</summary>
    /// <param name="episode">The episode, from 0.</param>
    /// <param name="episodes">B.</param>
    public int GlimpsesOf(int episode, int episodes) => GlimpsesTaken.Length > 0 ? GlimpsesTaken[episode] : Values.Length / episodes;

    /// <summary>
    /// Returns the rollouts if none of their numbers is NaN or infinite. Finite weights may be too large for finite outputs.
    /// </summary>
    /// <exception cref="NumericalException">A number is NaN or infinite.</exception>
    public RolloutBatch RequireFinite()
    {
        Require(Locations, "locations");
        Require(Probabilities, "probabilities");
        Require(Values, "value estimates");
        return this;

        static void Require(float[] values, string name)
        {
            // MaxMagnitude is NaN if any value is.
            if (values.Length > 0 && !float.IsFinite(TensorPrimitives.MaxMagnitude<float>(values)))
            {
                throw NumericalException.Output(name, $"one of the {name}", values.First(value => !float.IsFinite(value)));
            }
        }
    }

    /// <summary>Repeats location, probabilities and value of the last glimpse that each rollout took for those it did not take.</summary>
    public void RepeatLast()
    {
        int episodes = GlimpsesTaken.Length, glimpses = episodes > 0 ? Values.Length / episodes : 0;
        for (int i = 0; i < episodes; i++)
        {
            for (int t = GlimpsesTaken[i]; t < glimpses; t++)
            {
                Repeat(Locations, t, i, episodes);
                Repeat(Probabilities, t, i, episodes);
                Repeat(Values, t, i, episodes);
            }
        }
    }

    private void Repeat(float[] values, int t, int episode, int episodes)
    {
        int length = values.Length / Values.Length;
        values.AsSpan(((t - 1) * episodes + episode) * length, length).CopyTo(values.AsSpan((t * episodes + episode) * length, length));
    }

    /// <summary>Creates rollouts of zeros that take all glimpses.</summary>
    internal static RolloutBatch Create(int glimpses, int episodes, int classes, bool act = false, bool ends = false) => new()
    {
        Locations = new float[glimpses * episodes * 2],
        Probabilities = new float[glimpses * episodes * classes],
        Values = new float[glimpses * episodes],
        Actions = act ? new int[glimpses * episodes] : [],
        GlimpsesTaken = ends ? [.. Enumerable.Repeat(glimpses, episodes)] : [],
    };
}
