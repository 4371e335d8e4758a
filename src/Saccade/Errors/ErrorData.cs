namespace Saccade.Errors;

/// <summary>The data of an error, from which <see cref="ErrorText"/> makes its message. Context is added with <c>with</c>.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Path">The file or folder; for an assignment of the command line, that argument.</param>
/// <param name="Detail">What is wrong or, beside <paramref name="Allowed"/>, why: part of a sentence, without a full stop.</param>
/// <param name="Remedy">What to do about it, without a full stop.</param>
/// <param name="Key">The option, argument or tensor in question, such as <c>training.epochs</c>; null if there is none.</param>
/// <param name="Value">Its value; null if it has none or the value does not matter.</param>
/// <param name="Allowed">The allowed values, such as <c>1 to 100</c>; null if they cannot be listed.</param>
public sealed record ErrorData(
    ErrorKind Kind, string? Path = null, string? Detail = null, string? Remedy = null,
    string? Key = null, object? Value = null, string? Allowed = null)
{
    /// <summary>The line in the file, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>The column in the line, from 1.</summary>
    public int? Column { get; init; }
}
