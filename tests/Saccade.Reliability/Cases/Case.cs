using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Cases;

/// <summary>An input that people met elsewhere, and what is right for it.</summary>
/// <param name="Name">The input.</param>
/// <param name="Line">
/// A line of bash, run in a new folder: <c>$CASES</c> has the inputs, <c>saccade</c> is the program, <c>$PROJECT</c> its project.
/// </param>
/// <param name="IsRight">Whether that came of it which should.</param>
internal sealed record Case(string Name, string Line, Predicate<Ended> IsRight)
{
    /// <summary>The program that the line needs beside bash; null for none.</summary>
    public string? Needs { get; init; }
}
