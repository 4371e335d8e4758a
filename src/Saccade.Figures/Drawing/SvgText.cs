using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Saccade.Figures.Drawing;

/// <summary>Completes what Skia writes as SVG.</summary>
internal static partial class SvgText
{
    /// <summary>
    /// Adds that the figure may be scaled and that enlarged pixels are to stay squares, gives names that are the same every
    /// time, and rounds paths to a hundredth of a layout pixel, which is precise enough and keeps the file small.
    /// </summary>
    /// <param name="written">The file as Skia wrote it.</param>
    /// <param name="width">Width in layout pixels.</param>
    /// <param name="height">Height in layout pixels.</param>
    /// <param name="crisp">For each image in the order of drawing, whether its pixels are squares.</param>
    public static byte[] Finish(byte[] written, int width, int height, IReadOnlyList<bool> crisp)
    {
        string text = Encoding.UTF8.GetString(written);
        text = Start().Replace(text, string.Create(CultureInfo.InvariantCulture, $"$0 viewBox=\"0 0 {width} {height}\""), 1);
        int image = 0;
        text = Image().Replace(text, match => crisp[image++] ? match.Value + " style=\"image-rendering:pixelated\"" : match.Value);
        // Skia numbers clips on through the life of the process.
        Dictionary<string, string> clips = [];
        text = Clip().Replace(text, match => clips.TryGetValue(match.Value, out string? name) ? name : clips[match.Value] = $"clip_{clips.Count}");
        text = PathData().Replace(text, path => LongNumber().Replace(path.Value, number =>
            double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("0.##", CultureInfo.InvariantCulture)));
        return Encoding.UTF8.GetBytes(text);
    }

    [GeneratedRegex("<svg")]
    private static partial Regex Start();

    [GeneratedRegex("<image")]
    private static partial Regex Image();

    [GeneratedRegex("(?<=[\"#])cl_[0-9a-f]+")]
    private static partial Regex Clip();

    [GeneratedRegex(" d=\"[^\"]*\"")]
    private static partial Regex PathData();

    [GeneratedRegex(@"\d+\.\d{3,}")]
    private static partial Regex LongNumber();
}
