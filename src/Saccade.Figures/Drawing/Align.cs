namespace Saccade.Figures.Drawing;

/// <summary>Where a piece of text stands relative to the x it is given.</summary>
internal enum Align
{
    Left,
    Centre,
    Right,
}
