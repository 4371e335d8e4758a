using System.Globalization;

namespace Saccade.Figures.Curves;

/// <summary>A range of values with round ends, linear or logarithmic, and the ticks along it.</summary>
internal sealed record Axis
{
    private Axis(double least, double most, bool log, IReadOnlyList<double> ticks) =>
        (Least, Most, Log, Ticks) = (least, most, log, ticks);

    public double Least { get; }

    public double Most { get; }

    public bool Log { get; }

    /// <summary>The values to label.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Where a value lies, 0 at the least and 1 at the most.</summary>
    public double Place(double value) => Log
        ? Math.Log(value / Least) / Math.Log(Most / Least)
        : (value - Least) / (Most - Least);

    /// <summary>Whether a value can be placed: finite, and above 0 on a logarithmic axis.</summary>
    public static bool Shows(double value, bool log) => double.IsFinite(value) && (!log || value > 0);

    /// <summary>A linear axis over [<paramref name="least"/>, <paramref name="most"/>] with ends at ticks of 1, 2 or 5 times a power of ten.</summary>
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

    /// <summary>The axis of epochs: ends at the data, ticks at whole numbers.</summary>
    public static Axis Epochs(double first, double last)
    {
        if (first == last)
            return new(first - 1, last + 1, false, [first]);
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
        List<double> marks = [];
        for (int power = (int)Math.Floor(Math.Log10(least)); power <= (int)Math.Ceiling(Math.Log10(most)); power++)
        {
            foreach (int digit in (ReadOnlySpan<int>)[1, 2, 5])
            {
                marks.Add(digit * Math.Pow(10, power));
            }
        }
        int from = Math.Max(0, marks.FindLastIndex(m => m <= least * (1 + 1e-9)));
        int to = marks.FindIndex(m => m >= most * (1 - 1e-9));
        if (from == to)
            to++;
        List<double> inside = marks.GetRange(from, to - from + 1);
        bool wide = inside.Count > 9;
        return new(inside[0], inside[^1], true, wide ? inside.FindAll(IsPowerOfTen) : inside);
    }

    /// <summary>A tick's label: plain where short, otherwise like 1e-5.</summary>
    public static string Label(double value)
    {
        double size = Math.Abs(value);
        if (size < 1e-12)
            return "0";
        return size is >= 1e5 or < 1e-3
            ? value.ToString("0.##e0", CultureInfo.InvariantCulture)
            : value.ToString("0.####", CultureInfo.InvariantCulture);
    }

    private static bool IsPowerOfTen(double value)
    {
        double power = Math.Log10(value);
        return Math.Abs(power - Math.Round(power)) < 1e-9;
    }

    private static double RoundStep(double step)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / unit) switch { <= 1 => unit, <= 2 => 2 * unit, <= 5 => 5 * unit, _ => 10 * unit };
    }
}
