namespace Saccade.Learning;

/// <summary>The names under which checkpoints keep what an optimiser remembers of each weight, whichever engine computes.</summary>
internal static class OptimiserMemory
{
    /// <summary>Adam's first moment.</summary>
    public const string FirstMoment = "first_moment";

    /// <summary>Adam's second moment.</summary>
    public const string SecondMoment = "second_moment";

    /// <summary>The momentum of SGD.</summary>
    public const string Momentum = "momentum";

    /// <summary>How many steps Adam has taken; 0 for SGD.</summary>
    public const string Steps = "steps";
}
