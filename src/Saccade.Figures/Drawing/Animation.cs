using SkiaSharp;

namespace Saccade.Figures.Drawing;

/// <summary>Makes animations of frames that are drawn one after the other.</summary>
internal static class Animation
{
    /// <summary>An animated WebP.</summary>
    /// <param name="count">How many frames.</param>
    /// <param name="options">How they look; frames have pixels whatever the format.</param>
    /// <param name="step">Milliseconds that each frame but the last is shown.</param>
    /// <param name="end">Milliseconds that the last is shown.</param>
    /// <param name="draw">Draws the frame with this number, counted from 0; all have one size.</param>
    public static byte[] Make(int count, FigureOptions options, int step, int end, Func<int, FigureOptions, Sheet> draw)
    {
        FigureOptions pixels = options with { Format = FigureFormat.Png };
        List<SKImage> frames = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                using Sheet sheet = draw(i, pixels);
                frames.Add(sheet.Snapshot());
            }
            return AnimatedWebP.Join(frames, [.. Enumerable.Repeat(step, count - 1), end]);
        }
        finally
        {
            frames.ForEach(frame => frame.Dispose());
        }
    }
}
