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

    /// <summary>Returns the rollouts if no number of them is NaN or infinite. Finite weights may be too large for finite outputs.</summary>
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

    /// <summary>Creates rollouts of zeros.</summary>
    internal static RolloutBatch Create(int glimpses, int episodes, int classes, bool act = false) => new()
    {
        Locations = new float[glimpses * episodes * 2],
        Probabilities = new float[glimpses * episodes * classes],
        Values = new float[glimpses * episodes],
        Actions = act ? new int[glimpses * episodes] : [],
    };
}
