namespace Saccade.Figures.Plots;

/// <summary>Draws legends: entries beside each other, in as many rows as they need.</summary>
internal static class LegendBlock
{
    private const float TextSize = 13, Pitch = 19, Swatch = 22, SwatchGap = 6, EntryGap = 14;

    /// <summary>Draws the entries between two edges, or only measures them without a canvas; returns their height.</summary>
    public static float Draw(Canvas? canvas, IReadOnlyList<LegendEntry> entries, float left, float top, float right)
    {
        float x = left, middle = top + Pitch / 2;
        foreach (LegendEntry entry in entries)
        {
            string name = Font.Regular.Fit(entry.Name, TextSize, right - left - Swatch - SwatchGap);
            float width = Swatch + SwatchGap + Font.Regular.Width(name, TextSize);
            if (x > left && x + width > right)
                (x, middle) = (left, middle + Pitch);
            canvas?.Line(x, middle, x + Swatch, middle, entry.Paint, 2.4f, entry.Dash);
            canvas?.TextAt(name, x + Swatch + SwatchGap, middle, TextSize, canvas.Palette.Muted);
            x += width + EntryGap;
        }
        return entries.Count == 0 ? 0 : middle + Pitch / 2 - top;
    }
}
