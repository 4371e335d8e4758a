namespace Saccade.Experiments.Reports;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Rank">When it is left out where the table is too wide: 1 is the first; 0 is never left out.</param>
/// <param name="IsText">Whether cells begin on the left, as words do; numbers end on the right.</param>
/// <param name="Width">The characters of the widest cell; a wider title counts.</param>
public sealed record TextColumn(string Title, int Rank = 0, bool IsText = false, int Width = 0);
