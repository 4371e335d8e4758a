namespace Saccade.Figures.Drawing;

/// <summary>Rejects traces whose arrays do not fit together or hold values that cannot be drawn.</summary>
internal static class TraceCheck
{
    public static void Require(GlimpseTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        int glimpses = trace.Values.Length;
        if (glimpses is < 1 or > FigureOptions.MostGlimpses)
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "glimpses", Value: glimpses, Allowed: $"1 to {FigureOptions.MostGlimpses}"));
        if (trace.Size.Channels < 1 || trace.Size.Height < 1 || trace.Size.Width < 1)
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Key: "Size", Value: trace.Size, Allowed: "1 or more channels and pixels a side"));

        if (trace.Frames.Count != 1 && trace.Frames.Count != glimpses + 1)
        {
            throw new SaccadeException(new(
                ErrorKind.Mismatch, Key: "Frames", Value: trace.Frames.Count, Allowed: $"1, or {glimpses + 1}, one more than glimpses"));
        }
        foreach (byte[] frame in trace.Frames)
        {
            Length("Frames", frame.Length, trace.Size.Pixels, "C·H·W");
        }
        Length("Locations", trace.Locations.Length, 2 * glimpses, "T·2");
        Length("Retinas", trace.Retinas.Length, glimpses * trace.Sensor.GlimpseSize(trace.Size.Channels), "T·K·C·G²");
        if (trace.Probabilities.Length == 0 || trace.Probabilities.Length % glimpses != 0)
            throw new SaccadeException(new(
                ErrorKind.Mismatch, Key: "Probabilities", Value: trace.Probabilities.Length,
                Allowed: $"a multiple of the {glimpses} glimpses"));

        Within("Locations", trace.Locations, float.MinValue, float.MaxValue, "finite");
        Within("Retinas", trace.Retinas, float.MinValue, float.MaxValue, "finite");
        Within("Values", trace.Values, float.MinValue, float.MaxValue, "finite");
        // A softmax in single precision may end a little above 1.
        Within("Probabilities", trace.Probabilities, 0, 1.001f, "0 to 1");
    }

    private static void Length(string name, int length, int expected, string shape)
    {
        if (length != expected)
            throw new SaccadeException(new(
                ErrorKind.Mismatch, Key: name, Value: length, Allowed: $"{expected}", Detail: $"its shape is {shape}"));
    }

    private static void Within(string name, float[] values, float least, float most, string allowed)
    {
        int wrong = Array.FindIndex(values, v => !(v >= least && v <= most));
        if (wrong >= 0)
            throw new SaccadeException(new(ErrorKind.OutOfRange, Key: $"{name}[{wrong}]", Value: values[wrong], Allowed: allowed));
    }
}
