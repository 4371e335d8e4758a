namespace Saccade.Experiments.Config;

/// <summary>A key and its value as someone wrote them.</summary>
/// <param name="Path">The parts of the full key, such as training and epochs.</param>
/// <param name="Value">
/// A long, double, bool, string or list of whole numbers; <see cref="ForeignValue.Table"/> for a header; else a foreign value.
/// </param>
/// <param name="Place">Where it was written.</param>
internal sealed record OptionAssignment(IReadOnlyList<string> Path, object Value, Place Place)
{
    public string Key => string.Join('.', Path);

    /// <summary>The refusal of this assignment, with its key and place.</summary>
    public OptionException Refused(ErrorData error, Exception? inner = null) => Place.Refused(error with { Key = Key }, inner);
}
