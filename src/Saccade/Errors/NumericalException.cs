namespace Saccade.Errors;

/// <summary>
/// A quantity of a training, or an output of a model, became NaN or infinite. The weights are those before the step.
/// <see cref="ErrorData.Key"/> is the quantity and <see cref="ErrorData.Value"/> its value.
/// </summary>
public sealed class NumericalException : SaccadeException
{
    private const string StableTraining = "a lower training.schedule.learning_rate or with training.optimiser.clip_norm";

    private NumericalException(ErrorData error, NumericalException? before = null) : base(error, before) =>
        (Step, Terms, Checkpoint) = (before?.Step, before?.Terms, before?.Checkpoint);

    /// <summary>The step, from 0; null if unknown.</summary>
    public long? Step { get; private init; }

    /// <summary>The terms of the loss, or the gradients by term and network, that caused it; null if unknown.</summary>
    public string? Terms { get; private init; }

    /// <summary>The newest checkpoint, whose values are finite; null if there is none.</summary>
    public string? Checkpoint { get; private init; }

    /// <summary>The error of a location policy whose mean is NaN.</summary>
    public static NumericalException Mean() => new(Of("location mean", "the location network's mean", double.NaN));

    /// <summary>The error of an output of a model.</summary>
    /// <param name="key">The name of the output.</param>
    /// <param name="quantity">The output, such as <c>the probabilities</c>.</param>
    /// <param name="value">NaN or an infinity.</param>
    internal static NumericalException Output(string key, string quantity, double value) => new(
        Of(key, quantity, value) with { Remedy = "the weights are too large: give another model, or train one with " + StableTraining });

    /// <summary>The error of a gradient.</summary>
    /// <param name="length">Its Euclidean norm.</param>
    public static NumericalException Gradient(double length) => new(Of("gradient", "the gradient", length));

    /// <summary>The error of a loss.</summary>
    /// <param name="total">J.</param>
    /// <param name="terms">The values of its terms.</param>
    public static NumericalException Loss(double total, string terms) => new(Of("loss", "the loss", total)) { Terms = terms };

    /// <summary>The error of a weight that is to be saved.</summary>
    /// <param name="name">The name of its tensor.</param>
    /// <param name="value">NaN or an infinity.</param>
    /// <param name="step">The number of steps done.</param>
    public static NumericalException Weight(string name, double value, long step) =>
        new(Of(name, $"the weights of '{name}'", value)) { Step = step };

    /// <summary>The same error with its step and, if known, the terms that caused it.</summary>
    public NumericalException At(long step, string? terms = null) => new(Error, this) { Step = step, Terms = terms ?? Terms };

    /// <summary>The same error with the newest checkpoint.</summary>
    public NumericalException SavedIn(string checkpoint) => new(Error, this) { Checkpoint = checkpoint };

    /// <inheritdoc/>
    public override NumericalException With(ErrorData error) => new(error, this);

    private static ErrorData Of(string key, string quantity, double value) => new(
        ErrorKind.NotFinite, Key: key, Value: value, Detail: quantity,
        Remedy: "begin a new run with " + StableTraining);
}
