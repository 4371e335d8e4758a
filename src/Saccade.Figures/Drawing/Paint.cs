namespace Saccade.Figures.Drawing;

/// <summary>What a shape is painted with: a fixed colour, or a colour of the theme under its name.</summary>
/// <param name="Colour">The colour, with opacity.</param>
/// <param name="Name">The theme's name for it, such as <c>ink</c>; null for a fixed colour.</param>
internal readonly record struct Paint(SKColor Colour, string? Name = null)
{
    public static implicit operator Paint(SKColor colour) => new(colour);

    public Paint WithAlpha(byte alpha) => this with { Colour = Colour.WithAlpha(alpha) };
}
