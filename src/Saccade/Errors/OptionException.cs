namespace Saccade.Errors;

/// <summary>A wrong option or argument. Its data contain its name, its value and the allowed values.</summary>
/// <param name="error">What is wrong.</param>
/// <param name="inner">The exception that caused it.</param>
public sealed class OptionException(ErrorData error, Exception? inner = null) : SaccadeException(error, inner)
{
    /// <inheritdoc/>
    public override OptionException With(ErrorData error) => new(error, this);
}
