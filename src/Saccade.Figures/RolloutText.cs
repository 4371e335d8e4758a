using System.Text;
using Saccade.Images;

namespace Saccade.Figures;

/// <summary>
/// One rollout as text of 40 to 80 columns, for a remote shell: the image in block characters with the corners of the
/// finest patch of every glimpse and its number in the middle, then the patches and the class probabilities step
/// by step. Plain characters, in colour on request; light pixels are full blocks, as on a dark terminal.
/// </summary>
public static class RolloutText
{
    private const int LeastWidth = 40, MostWidth = 80, LeastLabel = 2, MostLabel = 12, LeastColumn = 9, MostClasses = 12;

    /// <summary>Writes the text.</summary>
    /// <param name="trace">
    /// The rollout; T up to 64. Of more than 12 classes, the 12 that were ever the most probable are shown, with 12 characters of a name.
    /// </param>
    /// <param name="width">The columns there are; more than 80 count as 80, fewer than 40 as 40.</param>
    /// <param name="colour">Whether verdicts and glimpses are in colour.</param>
    /// <returns>Lines that end with \n.</returns>
    /// <exception cref="SaccadeException">The arrays of the trace do not fit together, or a value is NaN or outside its range.</exception>
    public static string Render(GlimpseTrace trace, int width = MostWidth, TerminalColour colour = default)
    {
        width = Math.Clamp(width, LeastWidth, MostWidth);
        TraceCheck.Require(trace);
        string[] classes = [.. trace.Names().Select(Label)];
        string[] shown = [.. trace.LikelyClasses(MostClasses).Select(c => classes[c])];
        int labelWidth = Math.Max(LeastLabel, shown.Max(name => name.Length));
        StringBuilder text = new();
        int last = trace.Glimpses - 1;
        string glimpses = trace.Glimpses == 1 ? "1 glimpse" : $"{trace.Glimpses} glimpses";
        string label = trace.Slots > 1 ? $"Label {Read(trace.Labels)}, answer"
            : trace.Label is int right ? $"Label {classes[right]}, answer" : "Answer";
        string answer = trace.Slots > 1 ? Read(trace.Answer) : string.Create(
            CultureInfo.InvariantCulture, $"{classes[trace.PredictedClass(last)]} ({100 * trace.Confidence(last):0}%)");
        string verdict = Verdict(trace.Slots > 1 ? trace.Succeeded : trace.IsRight(last), colour);
        text.Append(width == MostWidth
            ? $"{label} after {glimpses} {answer}, {verdict}. {trace.Size} pixels.\n"
            : $"{label} {answer}, {verdict},\nafter {glimpses}. {trace.Size} pixels.\n");
        Image(text, trace, width, colour);
        int side = trace.Sensor.PatchSide, room = width - labelWidth - 1, patchWidth = Math.Min(side, room);
        int answerWidth = shown.Max(name => name.Length) + " right".Length;
        // The last column needs no space behind it.
        int column = Math.Max(patchWidth, Math.Max(LeastColumn, answerWidth)) + 1, most = Math.Max(1, (room + 1) / column);
        int rows = (trace.Glimpses + most - 1) / most, perRow = (trace.Glimpses + rows - 1) / rows;
        for (int first = 0; first < trace.Glimpses; first += perRow)
        {
            text.Append('\n');
            Steps(text, trace, classes, first, Math.Min(perRow, trace.Glimpses - first), labelWidth, column, patchWidth, colour);
        }
        return text.ToString();

        string Read(IReadOnlyList<int> labels) => labels.Count > 0 ? string.Join(' ', labels.Select(c => classes[c])) : "–";
    }

    private static string Label(string name) => name.Length > MostLabel ? name[..(MostLabel - 1)] + "…" : name;

    private static void Image(StringBuilder text, GlimpseTrace trace, int most, TerminalColour colour)
    {
        (int channels, int height, int width) = trace.Size;
        float[] gray = Gray([.. trace.Frame(0).Select(pixel => pixel / 255f)], channels);
        // Two characters a pixel where they fit, so that pixels are about square; else one for two rows of pixels, shrunk if need be.
        bool wide = 2 * width <= most - 2;
        int columns = wide ? 2 * width : Math.Min(width, most - 2);
        int rows = wide ? height : Math.Max(1, (int)Math.Round((double)height * columns / width / 2));
        TextCanvas canvas = new(columns, rows);
        for (int row = 0; row < rows; row++)
        {
            for (int at = 0; at < columns; at++)
            {
                canvas[at, row] = Block(gray, width, height, at, columns, row, rows);
            }
        }
        for (int t = 0; t < trace.Glimpses; t++)
        {
            PatchBox box = trace.Box(t, 0);
            (int left, int right) = (box.Left * columns / width, (box.Left + box.Side) * columns / width - 1);
            (int top, int bottom) = (box.Top * rows / height, (box.Top + box.Side) * rows / height - 1);
            canvas.Corners(left, top, Math.Max(left, right), Math.Max(top, bottom));
        }
        for (int t = trace.Glimpses - 1; t >= 0; t--)
        {
            PatchBox box = trace.Box(t, 0);
            int middle = (2 * box.Left + box.Side) * columns / (2 * width), centre = (2 * box.Top + box.Side) * rows / (2 * height);
            canvas.Number(t + 1, middle, centre);
        }
        canvas.Framed(text, colour);
    }

    private static void Steps(
        StringBuilder text, GlimpseTrace trace, string[] classes, int first, int count, int labelWidth, int column, int patchWidth,
        TerminalColour colour)
    {
        Line("", t => $"glimpse {t + 1}");
        if (trace.Slots > 1)
        {
            Line("", t => trace.SlotOf(t) > trace.Answer.Count ? "(ended)" : $"label {trace.SlotOf(t) + 1}");
        }
        int side = trace.Sensor.PatchSide, patchRows = (side + 1) / 2;
        for (int k = 0; k < trace.Sensor.Scales; k++)
        {
            float[][] patches = [.. Enumerable.Range(first, count).Select(t => Gray(trace.Patch(t, k), trace.Size.Channels))];
            for (int row = 0; row < patchRows; row++)
            {
                Line("", t => string.Concat(Enumerable.Range(0, patchWidth).Select(
                    x => Block(patches[t - first], side, side, x, patchWidth, row, patchRows))));
            }
            Line("", _ => new string('─', patchWidth));
        }
        foreach (int c in trace.LikelyClasses(MostClasses))
        {
            Line(classes[c], t => Bar(trace.Probabilities[t * trace.Classes + c]));
        }
        Line("", t => trace.LabelAt(t) is null && trace.Slots > 1
            ? classes[trace.PredictedClass(t)]
            : $"{classes[trace.PredictedClass(t)]} {Verdict(trace.IsRight(t), colour)}");
        Line("b", t => trace.Values[t].ToString("0.00", CultureInfo.InvariantCulture));

        void Line(string label, Func<int, string> cell)
        {
            string cells = string.Concat(Enumerable.Range(first, count).Select(t => Padded(cell(t), column)));
            text.Append($"{label.PadLeft(labelWidth)} {cells}".TrimEnd()).Append('\n');
        }
    }

    /// <summary>A cell with spaces behind it; its escape sequences, all of which begin and end a colour, need no room.</summary>
    private static string Padded(string cell, int column) => cell.PadRight(column + cell.Length - TerminalColour.Length(cell));

    private static string Verdict(bool right, TerminalColour colour) => right ? colour.Right("right") : colour.Wrong("wrong");

    /// <summary>The character of a cell: its upper and lower halves are cells of a grid with twice as many rows.</summary>
    private static char Block(float[] gray, int width, int height, int column, int columns, int row, int rows) => TextCanvas.Block(
        Mean(gray, width, height, column, columns, 2 * row, 2 * rows), Mean(gray, width, height, column, columns, 2 * row + 1, 2 * rows));

    /// <summary>A bar of up to four characters, in eighths of a character, and the percentage.</summary>
    private static string Bar(float probability)
    {
        int eighths = (int)MathF.Round(Math.Min(1, probability) * 32);
        string bar = new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : ((char)('█' + 8 - eighths % 8)).ToString());
        return string.Create(CultureInfo.InvariantCulture, $"{bar,-4}{100 * probability,4:0}%");
    }

    /// <summary>The mean over the channels of an image [C, H, W].</summary>
    private static float[] Gray(ReadOnlySpan<float> values, int channels)
    {
        float[] gray = new float[values.Length / channels];
        for (int i = 0; i < values.Length; i++)
        {
            gray[i % gray.Length] += values[i] / channels;
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
