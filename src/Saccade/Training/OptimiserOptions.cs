namespace Saccade.Training;

/// <summary>The optimiser and the limit on its gradient.</summary>
public sealed record OptimiserOptions
{
    /// <summary>Which optimiser.</summary>
    public OptimiserKind Kind { get; init => field = Require.Defined(value); } = OptimiserKind.Adam;

    /// <summary>Adam's β₁.</summary>
    public double Beta1 { get; init => field = Require.Between(value, 0, 0.999999); } = 0.9;

    /// <summary>Adam's β₂.</summary>
    public double Beta2 { get; init => field = Require.Between(value, 0, 0.999999); } = 0.999;

    /// <summary>Momentum of SGD.</summary>
    public double Momentum { get; init => field = Require.Between(value, 0, 0.999999); } = 0.9;

    /// <summary>Whether SGD's momentum is Nesterov's.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Weight decay; added to the gradient by Adam and SGD, to the step by AdamW.</summary>
    public double WeightDecay { get; init => field = Require.Between(value, 0, 10); }

    /// <summary>The longest gradient (Euclidean norm over all weights); 0 for no limit.</summary>
    public double ClipNorm { get; init => field = Require.Between(value, 0, 1e9); }
}
