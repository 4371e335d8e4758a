namespace Saccade.Figures.Plots;

/// <summary>A plot: a title, a legend, two axes with ticks and a grid, and series with error bars and labels.</summary>
internal sealed record Plot
{
    private const float TitleSize = 15, TextSize = 12, TitleRoom = 24, TopRoom = 16;
    private const float YTickRoom = 46, XTickRoom = 26, XTitleRoom = 16, MarkerInset = 28, MarkerRadius = 4;

    public string? Title { get; init; }

    public required Axis X { get; init; }

    public required Axis Y { get; init; }

    public string? XTitle { get; init; }

    /// <summary>The series; the first is drawn last, on top of the others.</summary>
    public required IReadOnlyList<Series> Series { get; init; }

    /// <summary>The meaning of the lines; empty where there is nothing to tell apart.</summary>
    public IReadOnlyList<LegendEntry> Legend { get; init; } = [];

    /// <summary>A place on the horizontal axis to mark by a vertical line with a note.</summary>
    public (double X, string Note)? Threshold { get; init; }

    public void Draw(Canvas canvas, SKRect area)
    {
        float top = area.Top;
        if (Title is not null)
        {
            canvas.Text(Font.Bold.Fit(Title, TitleSize, area.Width), area.Left, top + 14, TitleSize, canvas.Palette.Ink, bold: true);
            top += TitleRoom;
        }
        top += LegendBlock.Draw(canvas, Legend, area.Left, top, area.Right);
        float foot = XTickRoom + (XTitle is null ? 0 : XTitleRoom);
        SKRect plot = new(area.Left + YTickRoom, top + TopRoom, area.Right, area.Bottom - foot);
        Grid(canvas, plot);
        if (XTitle is not null)
            canvas.Text(XTitle, plot.Right, plot.Bottom + foot, TextSize, canvas.Palette.Muted, Align.Right);
        if (Threshold is (double x, string note))
            DrawThreshold(canvas, plot, x, note);

        SKRect clip = plot;
        clip.Inflate(MarkerRadius, MarkerRadius);
        canvas.BeginClip(clip);
        foreach (Series series in Series.Reverse())
        {
            if (series.Band)
                Band(canvas, plot, series);
            else
                ErrorBars(canvas, plot, series);
            Line(canvas, plot, series);
        }
        canvas.EndClip();
        foreach (Series series in Series.Reverse())
        {
            Labels(canvas, plot, series);
        }
    }

    private void Grid(Canvas canvas, SKRect plot)
    {
        foreach (double tick in Y.Ticks)
        {
            float at = AtY(plot, tick);
            Paint paint = tick == 0 && Y.Least < 0 ? canvas.Palette.Muted : canvas.Palette.Faint;
            canvas.Line(plot.Left, at, plot.Right, at, paint, 1);
            canvas.TextAt(Axis.Label(tick), plot.Left - 8, at, TextSize, canvas.Palette.Muted, Align.Right);
        }
        float free = float.NegativeInfinity;
        foreach (double tick in X.Ticks)
        {
            float at = AtX(plot, tick);
            canvas.Line(at, plot.Bottom, at, plot.Bottom + 4, canvas.Palette.Muted, 1);
            string name = X.Name(tick);
            float half = Font.Regular.Width(name, TextSize) / 2;
            // A label that would cover the one before it is left out.
            if (at - half >= free)
            {
                canvas.Text(name, at, plot.Bottom + 19, TextSize, canvas.Palette.Muted, Align.Centre);
                free = at + half;
            }
        }
    }

    private void DrawThreshold(Canvas canvas, SKRect plot, double x, string note)
    {
        float at = AtX(plot, x), half = Font.Regular.Width(note, TextSize) / 2;
        canvas.Line(at, plot.Top, at, plot.Bottom, canvas.Palette.Muted, 1.2f, [2, 4]);
        float middle = Math.Clamp(at, plot.Left + half, plot.Right - half);
        canvas.Text(note, middle, plot.Top - 5, TextSize, canvas.Palette.Muted, Align.Centre);
    }

    private void ErrorBars(Canvas canvas, SKRect plot, Series series)
    {
        foreach (PlotPoint point in series.Points)
        {
            if (point.ErrorBar is not (double low, double high))
                continue;
            float x = AtX(plot, point.X);
            canvas.Line(x, InsideY(plot, low), x, InsideY(plot, high), series.Paint.WithAlpha(130), 4);
        }
    }

    /// <summary>The area between the ends of the error bars.</summary>
    private void Band(Canvas canvas, SKRect plot, Series series)
    {
        List<SKPoint> upper = [], lower = [];
        foreach (PlotPoint point in series.Points)
        {
            if (point.ErrorBar is not (double low, double high) || !double.IsFinite(high - low))
                continue;
            upper.Add(new(AtX(plot, point.X), InsideY(plot, high)));
            lower.Add(new(AtX(plot, point.X), InsideY(plot, low)));
        }
        lower.Reverse();
        if (upper.Count > 1)
            canvas.Area([.. upper, .. lower], series.Paint.WithAlpha(50));
    }

    /// <summary>The line, interrupted where values cannot be shown; a point between two gaps is a disc.</summary>
    private void Line(Canvas canvas, SKRect plot, Series series)
    {
        List<SKPoint> part = [];
        foreach (PlotPoint point in series.Points)
        {
            if (Axis.Shows(point.Y, Y.Log))
                part.Add(At(plot, point));
            else
                Finish();
        }
        Finish();
        PlotPoint? lowest = series.MarkLowest ? series.Points.Where(point => Axis.Shows(point.Y, Y.Log)).MinBy(point => point.Y) : null;
        if (lowest is PlotPoint marked)
        {
            SKPoint at = At(plot, marked);
            canvas.Disc(at.X, at.Y, 5, canvas.Palette.Paper);
            canvas.Disc(at.X, at.Y, 3.5f, series.Paint);
        }

        void Finish()
        {
            if (part.Count > 1)
                canvas.Polyline([.. part], series.Paint, 2, series.Dash);
            foreach (SKPoint at in series.Markers || part.Count == 1 ? part : [])
            {
                canvas.Disc(at.X, at.Y, series.Markers ? MarkerRadius : 3, series.Paint);
            }
            part.Clear();
        }
    }

    /// <summary>Labels stand above their points and beside lines that fall to them; below where lines fall from both sides.</summary>
    private void Labels(Canvas canvas, SKRect plot, Series series)
    {
        for (int i = 0; i < series.Points.Count; i++)
        {
            PlotPoint point = series.Points[i];
            if (point.Label is null)
                continue;
            (double low, double high) = point.ErrorBar ?? (point.Y, point.Y);
            float height = Font.CapHeight(TextSize), above = InsideY(plot, high) - 9, below = InsideY(plot, low) + 9 + height;
            bool left = i > 0 && series.Points[i - 1].Y > point.Y;
            bool right = i + 1 < series.Points.Count && series.Points[i + 1].Y > point.Y;
            Align align = left == right ? Align.Centre : left ? Align.Left : Align.Right;
            bool under = ((left && right) || above - height < plot.Top - TopRoom - 4) && below < plot.Bottom;
            canvas.TextOnPaper(point.Label, AtX(plot, point.X), under ? below : above, TextSize, canvas.Palette.Ink, align);
        }
    }

    private SKPoint At(SKRect plot, PlotPoint point) => new(AtX(plot, point.X), AtY(plot, point.Y));

    private float AtX(SKRect plot, double value)
    {
        float inset = Series.Any(series => series.Markers) ? MarkerInset : 0;
        return plot.Left + inset + (float)X.Place(value) * (plot.Width - 2 * inset);
    }

    private float AtY(SKRect plot, double value) => plot.Bottom - (float)Y.Place(value) * plot.Height;

    /// <summary>As <see cref="AtY"/>; what lies outside of the axis, such as the end of an error bar, stays at its edge.</summary>
    private float InsideY(SKRect plot, double value) => value <= Y.Least ? plot.Bottom : Math.Max(plot.Top, AtY(plot, value));
}
