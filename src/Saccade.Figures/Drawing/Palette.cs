namespace Saccade.Figures.Drawing;

/// <summary>The colours of one theme. Those that carry meaning follow Okabe and Ito and stay distinct for colour-blind readers.</summary>
/// <param name="Paper">The background.</param>
/// <param name="Ink">Text and marks.</param>
/// <param name="Muted">Secondary text; readable, but less prominent.</param>
/// <param name="Faint">Grid lines, borders and empty bars.</param>
/// <param name="Right">A correct answer.</param>
/// <param name="Wrong">A wrong answer.</param>
/// <param name="Series">Colours of the series of a plot, in their order.</param>
internal sealed record Palette(Paint Paper, Paint Ink, Paint Muted, Paint Faint, Paint Right, Paint Wrong, IReadOnlyList<Paint> Series)
{
    private static readonly Palette s_light = Create(
        "FFFFFF", "1F2328", "656D76", "E4E7EB", "00805D", "C24E00",
        ["0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "7A5195", "1F2328"]);

    private static readonly Palette s_dark = Create(
        "0D1117", "E6EDF3", "9198A1", "2B3139", "2FC79A", "FF8A3D",
        ["4AA8E8", "FF8A3D", "2FC79A", "E59BC6", "F2C14E", "A3D4F5", "B79BE0", "E6EDF3"]);

    public IEnumerable<Paint> Named => [Paper, Ink, Muted, Faint, Right, Wrong, .. Series];

    public Paint Border => Muted.WithAlpha(120);

    public static Palette Of(FigureTheme theme) => theme == FigureTheme.Dark ? s_dark : s_light;

    public Paint Answer(bool right) => right ? Right : Wrong;

    private static Palette Create(string paper, string ink, string muted, string faint, string right, string wrong, string[] series)
    {
        return new(
            Colour("paper", paper), Colour("ink", ink), Colour("muted", muted), Colour("faint", faint), Colour("right", right),
            Colour("wrong", wrong), [.. series.Select((hex, i) => Colour($"series-{i + 1}", hex))]);

        static Paint Colour(string name, string hex) => new(SKColor.Parse(hex), name);
    }
}
