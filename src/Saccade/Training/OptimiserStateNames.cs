namespace Saccade.Training;

/// <summary>
/// The names of an optimiser's state in checkpoints, the same for all engines: <c>first_moment/core.recurrent.weight</c> has the shape
/// of the weight.
/// </summary>
public static class OptimiserStateNames
{
    /// <summary>Adam's first moment.</summary>
    public const string FirstMoment = "first_moment";

    /// <summary>Adam's second moment.</summary>
    public const string SecondMoment = "second_moment";

    /// <summary>The momentum of SGD.</summary>
    public const string Momentum = "momentum";

    /// <summary>The number of steps of Adam, a scalar; 0 for SGD.</summary>
    public const string Steps = "steps";
}
