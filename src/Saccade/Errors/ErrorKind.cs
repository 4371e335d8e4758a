namespace Saccade.Errors;

/// <summary>What is wrong, for code that reacts to an error.</summary>
public enum ErrorKind
{
    /// <summary>None of the other kinds; <see cref="ErrorData.Detail"/> says what.</summary>
    Other,

    /// <summary>A number or a length is too small or too large.</summary>
    OutOfRange,

    /// <summary>A value is not one of the allowed values, or has the wrong form.</summary>
    NotAllowed,

    /// <summary>A value has the wrong type, such as text in place of a number.</summary>
    WrongType,

    /// <summary>There is no option, command or model of this name.</summary>
    Unknown,

    /// <summary>A file, a folder, a tensor or a value is absent.</summary>
    Missing,

    /// <summary>A folder or file that must be new exists already.</summary>
    Exists,

    /// <summary>A file cannot be read.</summary>
    Unreadable,

    /// <summary>A file or folder cannot be written.</summary>
    Unwritable,

    /// <summary>The content of a file does not follow its format.</summary>
    Damaged,

    /// <summary>A text does not follow the syntax of its format, such as TOML.</summary>
    Malformed,

    /// <summary>Two values, each allowed, do not fit together.</summary>
    Mismatch,

    /// <summary>Another process uses the file or folder.</summary>
    InUse,

    /// <summary>An earlier step is missing, such as the training of a model.</summary>
    NotReady,

    /// <summary>A download, a device or a native library is unavailable.</summary>
    Unavailable,

    /// <summary>The operation does not exist for this model or format.</summary>
    Unsupported,

    /// <summary>A number is NaN or infinite.</summary>
    NotFinite,
}
