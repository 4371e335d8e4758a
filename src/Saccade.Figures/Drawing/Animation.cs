namespace Saccade.Figures.Drawing;

/// <summary>Makes animations of frames that are drawn one after the other.</summary>
internal static class Animation
{
    /// <summary>
    /// Draws frames of one size, counted from 0, as pixels whatever the format, and joins them into an animated WebP. Each
    /// is shown for <paramref name="step"/> milliseconds, the last for <paramref name="end"/>.
    /// </summary>
    public static byte[] Make(int count, FigureOptions options, int step, int end, Func<int, FigureOptions, Canvas> draw)
    {
        FigureOptions pixels = options with { Format = FigureFormat.Png };
        List<SKImage> frames = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                using Canvas canvas = draw(i, pixels);
                frames.Add(((PixelCanvas)canvas).Snapshot());
            }
            return AnimatedWebP.Join(frames, [.. Enumerable.Repeat(step, count - 1), end]);
        }
        finally
        {
            frames.ForEach(frame => frame.Dispose());
        }
    }
}
