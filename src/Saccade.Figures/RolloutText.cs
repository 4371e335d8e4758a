using System.Globalization;
using System.Text;
using Saccade.Evaluation;
using Saccade.Figures.Drawing;
using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Figures;

/// <summary>
/// One rollout as text of at most 80 columns, for a remote shell: the image in block characters with the corners of the
/// finest patch of every glimpse and its number in the middle, then what the retina saw and the class probabilities step
/// by step. Plain characters without colour; light pixels are full blocks, as on a dark terminal.
/// </summary>
public static class RolloutText
{
    private const int MostWidth = 80, LabelWidth = 3, LeastColumn = 9;
    private const int MostClasses = 12;

    /// <summary>Writes the text.</summary>
    /// <param name="trace">The rollout; T up to 64. Of more than 12 classes, the 12 that were ever the most probable are shown.</param>
    /// <returns>Lines that end with \n.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together, or hold NaN or probabilities outside of 0 to 1.</exception>
    public static string Render(GlimpseTrace trace)
    {
        TraceCheck.Require(trace);
        StringBuilder text = new();
        int last = trace.Glimpses - 1, answer = trace.PredictedClass(last);
        text.Append(CultureInfo.InvariantCulture, $"Label {trace.Label}, answer after {trace.Glimpses} {(trace.Glimpses == 1 ? "glimpse" : "glimpses")} {answer} ({100 * trace.Probabilities[last * trace.Classes + answer]:0}%), {(answer == trace.Label ? "right" : "wrong")}. {trace.Size} pixels.\n");
        Image(text, trace);
        int side = trace.Sensor.PatchSide, patchWidth = Math.Min(side, MostWidth - LabelWidth);
        // The last column needs no space behind it.
        int column = Math.Max(patchWidth, LeastColumn) + 1, most = Math.Max(1, (MostWidth - LabelWidth + 1) / column);
        int rows = (trace.Glimpses + most - 1) / most, perRow = (trace.Glimpses + rows - 1) / rows;
        for (int first = 0; first < trace.Glimpses; first += perRow)
        {
            text.Append('\n');
            Steps(text, trace, first, Math.Min(perRow, trace.Glimpses - first), column, patchWidth);
        }
        return text.ToString();
    }

    private static void Image(StringBuilder text, GlimpseTrace trace)
    {
        (int channels, int height, int width) = trace.Size;
        float[] gray = Gray(trace);
        // Two characters a pixel where they fit, so that pixels are about square; else one for two rows of pixels, shrunk if need be.
        bool wide = 2 * width <= MostWidth - 2;
        int columns = wide ? 2 * width : Math.Min(width, MostWidth - 2);
        int rows = wide ? height : Math.Max(1, (int)Math.Round((double)height * columns / width / 2));
        TextCanvas canvas = new(columns, rows);
        for (int row = 0; row < rows; row++)
        {
            for (int at = 0; at < columns; at++)
            {
                float upper = Mean(gray, width, height, at, columns, 2 * row, 2 * rows), lower = Mean(gray, width, height, at, columns, 2 * row + 1, 2 * rows);
                canvas[at, row] = TextCanvas.Block(upper, lower);
            }
        }
        for (int t = 0; t < trace.Glimpses; t++)
        {
            PatchBox box = trace.Sensor.Box(0, trace.Locations[2 * t], trace.Locations[2 * t + 1], width, height);
            (int left, int right) = (box.Left * columns / width, (box.Left + box.Side) * columns / width - 1);
            (int top, int bottom) = (box.Top * rows / height, (box.Top + box.Side) * rows / height - 1);
            canvas.Corners(left, top, Math.Max(left, right), Math.Max(top, bottom));
        }
        for (int t = trace.Glimpses - 1; t >= 0; t--)
        {
            PatchBox box = trace.Sensor.Box(0, trace.Locations[2 * t], trace.Locations[2 * t + 1], width, height);
            int middle = (2 * box.Left + box.Side) * columns / (2 * width), centre = (2 * box.Top + box.Side) * rows / (2 * height);
            canvas.Number(t + 1, middle, centre);
        }
        canvas.Framed(text);
    }

    private static void Steps(StringBuilder text, GlimpseTrace trace, int first, int count, int column, int patchWidth)
    {
        Line("", t => $"glimpse {t + 1}");
        int side = trace.Sensor.PatchSide, channels = trace.Size.Channels, length = channels * side * side;
        int patchRows = (side + 1) / 2;
        for (int k = 0; k < trace.Sensor.Scales; k++)
        {
            for (int row = 0; row < patchRows; row++)
            {
                Line("", t => PatchLine(trace.Retinas.AsSpan((t * trace.Sensor.Scales + k) * length, length), channels, side, patchWidth, row, patchRows));
            }
            Line("", _ => new string('─', patchWidth));
        }
        foreach (int c in Classes(trace))
        {
            Line(c.ToString(CultureInfo.InvariantCulture), t => Bar(trace.Probabilities[t * trace.Classes + c]));
        }
        Line("", t => $"{trace.PredictedClass(t)} {(trace.PredictedClass(t) == trace.Label ? "right" : "wrong")}");
        Line("b", t => trace.Baselines[t].ToString("0.00", CultureInfo.InvariantCulture));

        void Line(string label, Func<int, string> cell)
        {
            string cells = string.Concat(Enumerable.Range(first, count).Select(t => cell(t).PadRight(column)));
            text.Append($"{label,LabelWidth - 1} {cells}".TrimEnd()).Append('\n');
        }
    }

    private static string PatchLine(ReadOnlySpan<float> patch, int channels, int side, int columns, int row, int rows)
    {
        float[] gray = new float[side * side];
        for (int i = 0; i < patch.Length; i++)
        {
            gray[i % gray.Length] += patch[i] / channels;
        }
        StringBuilder line = new();
        for (int at = 0; at < columns; at++)
        {
            line.Append(TextCanvas.Block(Mean(gray, side, side, at, columns, 2 * row, 2 * rows), Mean(gray, side, side, at, columns, 2 * row + 1, 2 * rows)));
        }
        return line.ToString();
    }

    /// <summary>A bar of up to four characters, in eighths of a character, and the percentage.</summary>
    private static string Bar(float probability)
    {
        int eighths = (int)MathF.Round(Math.Min(1, probability) * 32);
        string bar = new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : ((char)('█' + 8 - eighths % 8)).ToString());
        return string.Create(CultureInfo.InvariantCulture, $"{bar,-4}{100 * probability,4:0}%");
    }

    private static int[] Classes(GlimpseTrace trace) =>
        [.. Enumerable.Range(0, trace.Classes)
            .OrderByDescending(c => Enumerable.Range(0, trace.Glimpses).Max(t => trace.Probabilities[t * trace.Classes + c]))
            .Take(MostClasses)
            .Order()];

    private static float[] Gray(GlimpseTrace trace)
    {
        int plane = trace.Size.Height * trace.Size.Width;
        float[] gray = new float[plane];
        for (int i = 0; i < trace.Pixels.Length; i++)
        {
            gray[i % plane] += trace.Pixels[i] / (255f * trace.Size.Channels);
        }
        return gray;
    }

    /// <summary>The mean of the pixels under cell (column, row) of a grid over the image; at least the one pixel it begins at.</summary>
    private static float Mean(float[] gray, int width, int height, int column, int columns, int row, int rows)
    {
        int left = column * width / columns, right = Math.Max(left + 1, (column + 1) * width / columns);
        int top = Math.Min(height - 1, row * height / rows), bottom = Math.Max(top + 1, Math.Min(height, (row + 1) * height / rows));
        float sum = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                sum += gray[y * width + x];
            }
        }
        return sum / ((right - left) * (bottom - top));
    }
}
