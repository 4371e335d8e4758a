using Saccade.Evaluation;
using Saccade.Runtime;

namespace Saccade.Figures.Drawing;

/// <summary>Refuses traces whose arrays do not fit together or hold what cannot be drawn.</summary>
internal static class TraceCheck
{
    public static void Require(GlimpseTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        int glimpses = trace.Baselines.Length;
        if (glimpses is < 1 or > FigureOptions.MostGlimpses)
            throw new SaccadeException($"A trace holds {glimpses} glimpses; a figure can show 1 to {FigureOptions.MostGlimpses}.");
        if (trace.Size.Channels < 1 || trace.Size.Height < 1 || trace.Size.Width < 1)
            throw new SaccadeException($"A trace's image measures {trace.Size}; every side and the channels must be at least 1.");

        Length("Pixels", trace.Pixels.Length, trace.Size.Pixels, "C·H·W");
        Length("Locations", trace.Locations.Length, 2 * glimpses, "T·2");
        Length("Retinas", trace.Retinas.Length, glimpses * trace.Sensor.GlimpseSize(trace.Size.Channels), "T·K·C·G²");
        if (trace.Probabilities.Length == 0 || trace.Probabilities.Length % glimpses != 0)
            throw new SaccadeException($"A trace's Probabilities hold {trace.Probabilities.Length} numbers; {glimpses} glimpses need a multiple of {glimpses}.");

        Within("Locations", trace.Locations, float.MinValue, float.MaxValue, "finite");
        Within("Retinas", trace.Retinas, float.MinValue, float.MaxValue, "finite");
        Within("Baselines", trace.Baselines, float.MinValue, float.MaxValue, "finite");
        // A softmax in single precision may end a little above 1.
        Within("Probabilities", trace.Probabilities, 0, 1.001f, "0 to 1");
    }

    private static void Length(string name, int length, int expected, string shape)
    {
        if (length != expected)
            throw new SaccadeException($"A trace's {name} hold {length} numbers; its size and glimpses need {expected} ({shape}).");
    }

    private static void Within(string name, float[] values, float least, float most, string allowed)
    {
        int wrong = Array.FindIndex(values, v => !(v >= least && v <= most));
        if (wrong >= 0)
            throw new SaccadeException(FormattableString.Invariant($"A trace's {name}[{wrong}] is {values[wrong]}; it must be {allowed}."));
    }
}
