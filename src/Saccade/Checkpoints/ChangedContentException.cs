namespace Saccade.Checkpoints;

/// <summary>
/// The content of a file is not what was written: its checksum does not fit or is missing. The user may accept it as it is.
/// </summary>
public sealed class ChangedContentException : SaccadeException
{
    internal ChangedContentException(string detail)
        : this(new ErrorData(ErrorKind.Damaged, Detail: detail, Remedy: "fetch it again"))
    {
    }

    private ChangedContentException(ErrorData error, Exception? inner = null) : base(error, inner) { }

    /// <inheritdoc/>
    public override ChangedContentException With(ErrorData error) => new(error, this);
}
