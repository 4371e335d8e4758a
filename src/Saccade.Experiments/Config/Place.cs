namespace Saccade.Experiments.Config;

/// <summary>Where something was written.</summary>
/// <param name="Source">The file, or the argument of the command line such as <c>--set a=b</c>.</param>
/// <param name="Line">The line, from 1; null if there are no lines.</param>
/// <param name="Column">The column, from 1.</param>
internal readonly record struct Place(string Source, int? Line = null, int? Column = null)
{
    /// <summary>The refusal of what was written there.</summary>
    public OptionException Refused(ErrorData error, Exception? inner = null) =>
        new(error with { Path = Source, Line = Line, Column = Column }, inner);
}
