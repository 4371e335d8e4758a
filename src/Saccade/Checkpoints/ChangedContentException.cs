namespace Saccade.Checkpoints;

/// <summary>The content of a file is not what was written: its checksum does not fit. The user may accept it as it is.</summary>
public sealed class ChangedContentException : SaccadeException
{
    internal ChangedContentException()
        : this(new ErrorData(
            ErrorKind.Damaged, Detail: "its checksum does not fit its content, which was changed after it was written",
            Remedy: "fetch it again"))
    {
    }

    private ChangedContentException(ErrorData error, Exception? inner = null) : base(error, inner) { }

    /// <inheritdoc/>
    public override ChangedContentException With(ErrorData error) => new(error, this);
}
