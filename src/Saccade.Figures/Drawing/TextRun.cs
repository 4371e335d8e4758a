namespace Saccade.Figures.Drawing;

/// <summary>A part of a line of text in one paint and weight.</summary>
internal readonly record struct TextRun(string Text, Paint Paint, bool Bold = false)
{
    public float Width(float size) => Font.Of(Bold).Width(Text, size);
}
