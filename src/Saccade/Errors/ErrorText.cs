namespace Saccade.Errors;

/// <summary>Makes the messages of errors: <c>PATH(LINE,COLUMN): KEY was VALUE; it may be ALLOWED. REMEDY.</c></summary>
internal static class ErrorText
{
    private const int MostCharacters = 4000;
    private const int ErrnoNoSpace = 28;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>The message of an error.</summary>
    public static string Of(SaccadeException exception)
    {
        ErrorData error = exception.Error;
        string fault = exception is NumericalException numerical ? Numerical(numerical) : Fault(error);
        // Keys are not capitalised, nor are sentences without a kind, which may begin with a name.
        bool begins = error.Path is null && error.Kind != ErrorKind.Other
            && (error.Key is null || error.Key.Contains(' ') || !fault.StartsWith(error.Key, StringComparison.Ordinal));
        string text = Place(error) + Ended(begins ? Capitalised(fault) : fault);
        return TerminalText.OneLine(error.Remedy is null ? text : $"{text} {Ended(Capitalised(error.Remedy))}", MostCharacters);
    }

    /// <summary>Why a file cannot be read or written, and what to do about it.</summary>
    public static (string Detail, string? Remedy) Reason(ErrorKind kind, string path, Exception cause)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        bool writing = kind == ErrorKind.Unwritable;
        return cause switch
        {
            UnauthorizedAccessException when Directory.Exists(path) => ("it is a folder", "name a file"),
            DirectoryNotFoundException or FileNotFoundException when !Directory.Exists(folder) =>
                ($"the folder {folder} does not exist", "create it first"),
            FileNotFoundException when writing => ($"no files can be created in {folder}", "choose another folder"),
            UnauthorizedAccessException when writing =>
                ($"writing in {folder} is not permitted", "choose another folder or change its permissions"),
            UnauthorizedAccessException => ("reading it is not permitted", "change its permissions"),
            { HResult: ErrnoNoSpace or WindowsDiskFull } => ($"no space is left in {folder}", "free some or choose another folder"),
            ArgumentOutOfRangeException => ("it would be larger than files of this process may be", "raise the limit with 'ulimit -f'"),
            // Rare errors: the message of the operating system.
            _ => (cause.Message.TrimEnd('.'), null),
        };
    }

    private static string Place(ErrorData error) => error switch
    {
        { Path: null } => "",
        { Line: int line, Column: int column } => string.Create(CultureInfo.InvariantCulture, $"{error.Path}({line},{column}): "),
        { Line: int line } => string.Create(CultureInfo.InvariantCulture, $"{error.Path}({line}): "),
        _ => $"{error.Path}: ",
    };

    private static string Fault(ErrorData error)
    {
        string? what = error.Key is null ? null : error.Value is null ? error.Key : $"{error.Key} was {Value(error)}";
        string? detail = error.Detail;
        string subject = error.Path is null ? "it " : "";
        string phrase = (error.Kind, what) switch
        {
            (ErrorKind.Unreadable, null) => $"{subject}cannot be read",
            (ErrorKind.Unwritable, null) => $"{subject}cannot be written",
            (ErrorKind.Damaged, null) => $"{subject}is damaged",
            (ErrorKind.Missing, null) when detail is null => "there is no such file",
            (ErrorKind.InUse, null) when detail is null => $"{subject}is in use by another process",
            (ErrorKind.Missing, _) when error.Value is null && detail is null => $"{what} is missing",
            (ErrorKind.NotAllowed, not null) when error.Value is null && error.Allowed is null => $"{what} cannot be given here",
            (ErrorKind.Unknown, not null) => error.Value is null
                ? $"there is no option {TerminalText.OneLine(error.Key!)}"
                : $"there is no {error.Key} '{TerminalText.OneLine(Plain(error.Value))}'",
            _ => what ?? "",
        };
        return (phrase, error.Allowed, detail) switch
        {
            ("", null, _) => detail ?? "",
            (_, null, null) => phrase,
            (_, not null, null) when error.Value is null => $"{phrase} may be {error.Allowed}",
            (_, not null, _) when error.Value is null => $"{phrase} may be {error.Allowed}, because {detail}",
            (_, null, _) => $"{phrase}{(error.Value is null && error.Kind != ErrorKind.Unknown ? ": " : "; ")}{detail}",
            (_, _, null) => $"{phrase}; it may be {error.Allowed}",
            _ => $"{phrase}; it may be {error.Allowed}, because {detail}",
        };
    }

    private static string Numerical(NumericalException e)
    {
        string at = e.Step is long step ? string.Create(CultureInfo.InvariantCulture, $" at step {step}") : "";
        string terms = string.IsNullOrEmpty(e.Terms) ? "" : $" ({e.Terms})";
        string saved = e.Checkpoint is null ? "" : $"; {e.Checkpoint} is the last good checkpoint";
        return $"{e.Error.Detail} became {Plain(e.Error.Value!)}{at}{terms}{saved}";
    }

    private static string Value(ErrorData error) => (error.Kind, error.Value) switch
    {
        (ErrorKind.WrongType, string text) => $"the text '{TerminalText.OneLine(text)}'",
        (ErrorKind.WrongType, long or int) => $"the whole number {Plain(error.Value)}",
        (ErrorKind.WrongType, double) => $"the number {Plain(error.Value)}",
        (_, string text) => string.IsNullOrWhiteSpace(text) ? "empty" : $"'{TerminalText.OneLine(text)}'",
        _ => Plain(error.Value!),
    };

    private static string Plain(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        int[] shape => $"[{string.Join(", ", shape)}]",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Ended(string sentence) =>
        sentence.Length == 0 || sentence[^1] is '.' or '?' or '!' or '…' ? sentence : sentence + ".";

    private static string Capitalised(string sentence) =>
        sentence.Length == 0 ? sentence : char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
