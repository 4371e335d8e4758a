using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Cases;

/// <summary>An input that people met elsewhere, and what is right for it.</summary>
/// <param name="Name">The input.</param>
/// <param name="Line">A line of bash in a folder of its own: <c>$CASES</c> has the inputs, <c>saccade</c> is the program.</param>
/// <param name="IsRight">Whether that came of it which should.</param>
internal sealed record Case(string Name, string Line, Predicate<Ended> IsRight)
{
    /// <summary>The program that the line needs beside bash; null for none.</summary>
    public string? Needs { get; init; }
}
