namespace Saccade.Figures.Plots;

/// <summary>Draws figures of plots of one size in rows, with a title and a legend over all of them.</summary>
internal static class PlotGrid
{
    private const float Margin = 28, Gap = 40, TitleSize = 21, TitleRoom = 44, LegendGap = 14;
    private const int MostPerRow = 3;

    /// <summary>The figure of at least one plot as the bytes of a file.</summary>
    public static byte[] Render(
        string title, IReadOnlyList<Plot> plots, FigureOptions options, IReadOnlyList<LegendEntry>? legend = null,
        float plotWidth = 390, float plotHeight = 300)
    {
        legend ??= [];
        int perRow = Math.Min(MostPerRow, plots.Count), rows = (plots.Count + perRow - 1) / perRow;
        float width = perRow * (plotWidth + Gap) - Gap;
        float legendHeight = LegendBlock.Draw(null, legend, Margin, 0, Margin + width);
        float head = Margin + TitleRoom + (legendHeight > 0 ? legendHeight + LegendGap : 0);
        using Canvas canvas = Canvas.Create(2 * Margin + width, head + rows * (plotHeight + Gap) - Gap + Margin, options);
        canvas.Text(Font.Regular.Fit(title, TitleSize, width), Margin, Margin + 16, TitleSize, canvas.Palette.Ink);
        LegendBlock.Draw(canvas, legend, Margin, Margin + TitleRoom - 10, Margin + width);
        for (int i = 0; i < plots.Count; i++)
        {
            float left = Margin + i % perRow * (plotWidth + Gap), top = head + i / perRow * (plotHeight + Gap);
            plots[i].Draw(canvas, SKRect.Create(left, top, plotWidth, plotHeight));
        }
        return canvas.ToFile();
    }
}
