namespace Saccade.Figures.Plots;

/// <summary>A range of values with round ends, linear or logarithmic, and the values to label along it.</summary>
internal sealed record Axis(double Least, double Most, bool Log, IReadOnlyList<double> Ticks)
{
    /// <summary>The place of a value: 0 at the least, 1 at the most; the middle on an axis of a single value.</summary>
    public double Place(double value)
    {
        if (Least == Most)
            return 0.5;
        return Log ? Math.Log(value / Least) / Math.Log(Most / Least) : (value - Least) / (Most - Least);
    }

    /// <summary>The names of the ticks 0, 1, …, where values are names; null where they are numbers.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>A tick's name, or else its label.</summary>
    public string Name(double tick) => Names is null ? Label(tick) : Names[(int)tick];

    /// <summary>A tick's label: decimal where that is short, otherwise like 1e-5; equal ticks of several plots have equal labels.</summary>
    public static string Label(double tick) => IsZero(tick) ? "0"
        : tick.ToString(Math.Abs(tick) is >= 1e-4 and < 1e5 ? "0.######" : "0.##e0", CultureInfo.InvariantCulture);

    /// <summary>Whether a value can be placed: finite, and above 0 on a logarithmic axis.</summary>
    public static bool Shows(double value, bool log) => double.IsFinite(value) && (!log || value > 0);

    /// <summary>A linear axis over the range, with ends at ticks of 1, 2 or 5 times a power of ten.</summary>
    public static Axis Linear(double least, double most, int ticks = 5)
    {
        if (most - least <= 1e-9 * Math.Max(Math.Abs(least), Math.Abs(most)))
        {
            double half = least == 0 ? 0.5 : Math.Abs(least) / 2;
            (least, most) = (least - half, most + half);
        }
        double step = RoundStep((most - least) / ticks);
        long first = (long)Math.Floor(least / step + 1e-6), last = (long)Math.Ceiling(most / step - 1e-6);
        List<double> values = [];
        for (long i = first; i <= last; i++)
        {
            values.Add(i * step);
        }
        return new(values[0], values[^1], false, values);
    }

    /// <summary>
    /// An axis around values: logarithmic, or linear with its end at zero where the least value is near zero. Values that
    /// it cannot show are ignored; there must be one that it can.
    /// </summary>
    public static Axis Around(IEnumerable<double> values, bool log)
    {
        double[] shown = [.. values.Where(value => Shows(value, log))];
        (double least, double most) = (shown.Min(), shown.Max());
        return log ? Logarithmic(least, most) : Linear(least > 0 && least < 0.6 * most ? 0 : least, most);
    }

    /// <summary>An axis of errors from 0 on, or a logarithmic one where they differ more than tenfold and none is 0.</summary>
    public static Axis Errors(double least, double most) =>
        least > 0 && most > 10 * least ? Logarithmic(least, most) : Linear(0, Math.Max(most, 1e-3));

    /// <summary>An axis from the first to the last of ascending values, with a tick at each, or at up to 16 of them.</summary>
    public static Axis Through(IReadOnlyList<double> values, bool log = false)
    {
        const int MostTicks = 16;
        int step = (values.Count + MostTicks - 1) / MostTicks;
        return new(values[0], values[^1], log, [.. values.Where((_, i) => i % step == 0)]);
    }

    /// <summary>The axis of epochs: ends at the data, ticks at whole numbers.</summary>
    public static Axis Epochs(double first, double last)
    {
        if (first == last)
            return Through([first]);
        double step = Math.Max(1, RoundStep((last - first) / 6));
        List<double> ticks = [];
        for (double tick = Math.Ceiling(first / step) * step; tick <= last; tick += step)
        {
            ticks.Add(tick);
        }
        return new(first, last, false, ticks);
    }

    /// <summary>A logarithmic axis; what lies more than six decades below <paramref name="most"/> falls off it.</summary>
    public static Axis Logarithmic(double least, double most)
    {
        least = Math.Max(least, most * 1e-6);
        (int lowest, int highest) = ((int)Math.Floor(Math.Log10(least)), (int)Math.Ceiling(Math.Log10(most)));
        double[] decades = [.. Enumerable.Range(lowest, highest - lowest + 1).Select(power => Math.Pow(10, power))];
        List<double> marks = [.. decades.SelectMany(decade => new[] { decade, 2 * decade, 5 * decade })];
        int from = Math.Max(0, marks.FindLastIndex(m => m <= least * (1 + 1e-9)));
        int to = marks.FindIndex(m => m >= most * (1 - 1e-9));
        if (from == to)
            to++;
        List<double> inside = marks.GetRange(from, to - from + 1);
        return new(inside[0], inside[^1], true, inside.Count > 9 ? inside.FindAll(mark => decades.Contains(mark)) : inside);
    }

    private static bool IsZero(double value) => Math.Abs(value) < 1e-12;

    private static double RoundStep(double step)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / unit) switch { <= 1 => unit, <= 2 => 2 * unit, <= 5 => 5 * unit, _ => 10 * unit };
    }
}
