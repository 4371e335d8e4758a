using System.Globalization;
using Saccade.Figures;
using Saccade.Figures.Curves;
using Saccade.Figures.Drawing;
using SkiaSharp;

namespace Saccade.Benchmarks;

/// <summary>What an image costs as something grows, for several models, on logarithmic axes.</summary>
internal static class CostFigure
{
    private const float Margin = 28, Width = 560, Height = 320, Head = 78, AxisRoom = 56, TickSize = 12, FootSize = 13;

    public static byte[] Render(string title, string across, IReadOnlyList<double> values, IReadOnlyList<(string Name, IReadOnlyList<double> Costs)> models)
    {
        using Sheet sheet = new(2 * Margin + Width, 2 * Margin + Head + Height + 44, new FigureOptions { Format = FigureFormat.Svg });
        sheet.Text(title, Margin, Margin + 16, 21, sheet.Palette.Ink);
        PanelPainter.Legend(sheet, [.. models.Select((model, i) => new LegendEntry(model.Name, sheet.Palette.Series[i], null))], Margin, Margin + 42, Margin + Width);
        SKRect plot = SKRect.Create(Margin + AxisRoom, Margin + Head, Width - AxisRoom, Height);
        Axis x = Axis.Logarithmic(values[0], values[^1]);
        Axis y = Axis.Logarithmic(models.Min(m => m.Costs.Min()), models.Max(m => m.Costs.Max()));
        foreach (double tick in y.Ticks)
        {
            float at = Y(tick);
            sheet.Line(plot.Left, at, plot.Right, at, sheet.Palette.Faint, 1);
            sheet.Text(Axis.Label(tick), plot.Left - 8, at + Lettering.CapHeight(TickSize) / 2, TickSize, sheet.Palette.Muted, Align.Right);
        }
        foreach (double value in values)
        {
            sheet.Text(value.ToString(CultureInfo.InvariantCulture), X(value), plot.Bottom + 20, TickSize, sheet.Palette.Muted, Align.Centre);
        }
        sheet.Text(across, plot.Right, plot.Bottom + 42, FootSize, sheet.Palette.Muted, Align.Right);
        foreach (((string _, IReadOnlyList<double> costs), int i) in models.Select((model, i) => (model, i)))
        {
            for (int at = 0; at < costs.Count; at++)
            {
                if (at > 0)
                {
                    sheet.Line(X(values[at - 1]), Y(costs[at - 1]), X(values[at]), Y(costs[at]), sheet.Palette.Series[i], 2);
                }
                sheet.Disc(X(values[at]), Y(costs[at]), 4, sheet.Palette.Series[i]);
            }
        }
        return sheet.ToFile();

        float X(double value) => plot.Left + (float)x.Place(value) * plot.Width;

        float Y(double value) => plot.Bottom - (float)y.Place(value) * plot.Height;
    }
}
