namespace Saccade.Errors;

/// <summary>An error that the user can repair. Its data describe it; its message is one line made of them.</summary>
/// <param name="error">What is wrong.</param>
/// <param name="inner">The exception that caused it.</param>
public class SaccadeException(ErrorData error, Exception? inner = null) : Exception(null, inner)
{
    /// <summary>What is wrong.</summary>
    public ErrorData Error { get; } = error;

    /// <summary>One line of at most 4000 characters: the place, what is wrong, what is allowed, and the remedy.</summary>
    public override string Message => ErrorText.Of(this);

    /// <summary>An exception of the same type with other data, caused by this one.</summary>
    /// <param name="error">The data, usually those of this exception with some context added.</param>
    public virtual SaccadeException With(ErrorData error) => new(error, this);

    /// <summary>The same error with its position in a file; a position that is known already is kept.</summary>
    /// <param name="path">The file, or the argument of the command line.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public SaccadeException At(string path, int? line = null, int? column = null) =>
        Error.Path is null ? With(Error with { Path = path, Line = line, Column = column }) : this;

    /// <summary>The error of opening, reading or writing a file, or of creating a folder.</summary>
    /// <param name="kind"><see cref="ErrorKind.Unreadable"/> or <see cref="ErrorKind.Unwritable"/>.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="cause">What the operating system reported.</param>
    /// <returns>The error; of the kind <see cref="ErrorKind.Missing"/> if a file to be read does not exist.</returns>
    public static SaccadeException OfFile(ErrorKind kind, string path, Exception cause)
    {
        if (kind == ErrorKind.Unreadable && cause is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(new(ErrorKind.Missing, Path: path), cause);
        }
        (string detail, string? remedy) = ErrorText.Reason(kind, path, cause);
        return new(new(kind, Path: path, Detail: detail, Remedy: remedy), cause);
    }
}
