namespace Saccade.Runtime;

/// <summary>A training's numbers are none any more; the weights are still those before the step.</summary>
internal sealed class NumericalFault : SaccadeException
{
    private const string Remedy = "begin a new run with a lower training.schedule.learning_rate or with training.optimiser.clip_norm.";

    private NumericalFault(string what, string cause, string saved = "") : base($"{what}{cause}; {saved}{Remedy}") => (What, Cause) = (what, cause);

    /// <summary>What became what, and at which step if that is known.</summary>
    private string What { get; }

    /// <summary>Where it came from, in brackets.</summary>
    public string Cause { get; }

    /// <summary>The location network's mean, from which no glimpse can be taken.</summary>
    public static NumericalFault Mean() => new("The location network's mean became NaN", "");

    /// <summary>The gradient of all weights.</summary>
    /// <param name="length">Its length.</param>
    public static NumericalFault Gradient(double length) => new($"The gradient became {length}", "");

    /// <summary>The loss.</summary>
    /// <param name="total">J.</param>
    /// <param name="terms">Its terms, in words.</param>
    public static NumericalFault Loss(double total, string terms) => new($"The loss became {total}", $" ({terms})");

    /// <summary>A weight, of which nothing must be saved.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="step">After how many steps.</param>
    public static NumericalFault Weight(string name, long step) =>
        new(FormattableString.Invariant($"The weights of '{name}' were no numbers any more at step {step}"), "");

    /// <summary>The same with the step at which it happened, and the terms that it came from if they are known.</summary>
    public NumericalFault At(long step, string terms) =>
        new(FormattableString.Invariant($"{What} at step {step}"), terms.Length > 0 ? $" ({terms})" : Cause);

    /// <summary>The same with the name of the last checkpoint whose numbers are sound.</summary>
    public NumericalFault SavedIn(string checkpoint) => new(What, Cause, $"{checkpoint} is the last good checkpoint; ");
}
